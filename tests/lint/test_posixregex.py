from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.lint.posixregex import fault


@pytest.mark.parametrize(
    "text",
    ["", "[^A-Za-z0-9.-]", "[]x]", "[^]x]", "[[:alnum:]_]", "[a\\]", "(a|b)*c{2,3}", "a{2}", "a{2,}", "\\(", "[-a]",
     "a|b", "[a-]", "[[.-.]-z]", "[[=e=]]", "(^a)", "x+", "[--z]"],
)  # fmt: skip  # rows
def test_expressions(text: str) -> None:
    assert fault(text) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[^A-Z", "a [ that is not closed"),
        ("[]", "a [ that is not closed"),
        ("[^]", "a [ that is not closed"),
        ("[z-a]", "the range z-a is reversed"),
        ("[[:foo:]]", "unknown class [:foo:]"),
        ("(a", "a ( that is not closed"),
        ("[[.", "a [. that is not closed"),
        ("a)", "an unopened )"),
        ("a\\", "a backslash at the end"),
        ("*a", "nothing to repeat at character 1"),
        ("a|+", "nothing to repeat at character 3"),
        ("a{3,2}", "bad repetition at character 2"),
        ("a{x}", "bad repetition at character 2"),
    ],
)
def test_faults(text: str, why: str) -> None:
    assert fault(text) == why


@given(st.text(alphabet="[]()^-az:\\{}12,*|."))
def test_any_text_is_judged(text: str) -> None:
    why = fault(text)
    assert why is None or why
