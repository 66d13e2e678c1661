from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.kea.expression.automata import Pattern, compile_pattern
from dhcptools.kea.expression.ecma import UnsupportedPatternError, parse_pattern


@pytest.mark.parametrize(
    ("pattern", "data", "whole"),
    [
        ("foo.*", b"foobar", True),
        ("foo", b"foobar", False),
        ("^foo", b"foobar", False),
        ("", b"", True),
        ("a.c", b"a\nc", False),
        ("a.c", b"a\rc", False),
        ("a[^x]c", b"a\nc", True),
        (r"\d{2,3}", b"1234", False),
        (r"\d{2,}", b"1234", True),
        ("(ab|a)(bc|c)", b"abc", True),
        ("[a-c-]+", b"a-c", True),
        (r"[\w.]+", b"a_1.", True),
        ("[[:alpha:][:digit:]]*", b"a1", True),
        (r"\x41\u0042", b"AB", True),
        (r"a\b.*", b"a b", True),
        (r"a\b.*", b"ab", False),
        (r"a\B.*", b"ab", True),
        ("(?=.*b)a.*", b"aab", True),
        ("(?!.*b)a.*", b"aab", False),
        ("a$", b"a", True),
        ("a$b", b"ab", False),
        (r"\cA", b"A", True),
        ("a{0}b", b"b", True),
        (r"\B", b"", True),
        ("é", "é".encode(), True),
    ],
)  # fmt: skip
def test_whole_matches(pattern: str, data: bytes, whole: bool) -> None:
    assert compile_pattern(pattern).matches(data) is whole


def test_no_pattern_takes_more_than_linear_time() -> None:
    assert not compile_pattern("(a*)*b").matches(b"a" * 20000)
    assert not compile_pattern("(a|aa)+$c").matches(b"a" * 500)


def test_large_automata_are_refused() -> None:
    with pytest.raises(UnsupportedPatternError, match="states"):
        compile_pattern("((a{100}){100}){100}")


def test_the_memory_of_sets_is_bounded() -> None:
    pattern = Pattern(parse_pattern("(.*a.{12})*b?"))
    data = bytes(0x61 + (number * number % 7 in {1, 2}) for number in range(6000))
    assert pattern.matches(data) is bool(re.fullmatch(b"(?:.*a.{12})*b?", data))


ATOMS = st.sampled_from(["a", "b", ".", "[ab]", "[^a]", r"\d", r"\w", "(?:a|b)", "c"])


@st.composite
def patterns(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.tuples(ATOMS, st.sampled_from(["", "*", "+", "?", "{2}", "{1,2}", "*?"])), max_size=6))
    text = "".join(atom + sign for atom, sign in parts)
    return f"(?:{text}|{draw(ATOMS)})*" if draw(st.booleans()) else text


@given(patterns(), st.text(st.sampled_from("abc1 "), max_size=10))
def test_the_same_as_python_where_both_mean_the_same(pattern: str, text: str) -> None:
    data = text.encode()
    assert Pattern(parse_pattern(pattern)).matches(data) is bool(re.fullmatch(pattern.encode(), data))
