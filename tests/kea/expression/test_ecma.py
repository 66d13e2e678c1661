"""What libstdc++ (GCC 12) says of patterns: its words were taken from it."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.kea.expression.ecma import PatternError, UnsupportedPatternError, check_pattern, parse_pattern


@pytest.mark.parametrize(
    "pattern", ["", "a|", "]", "}", "a**", "[]", "[^]", "[]a]", "a{2}{3}", r"\cX", r"[\d-]", "(?:)", "(a)(?=b)"]
)
def test_taken(pattern: str) -> None:
    assert check_pattern(pattern) == ""


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("[bad", "Unexpected character within '[...]' in regular expression"),
        ("*a", "Mismatched '(' and ')' in regular expression"),
        ("(a", "Mismatched '(' and ')' in regular expression"),
        ("a)", "Mismatched '(' and ')' in regular expression"),
        ("(?<a)", "Invalid '(?...)' zero-width assertion in regular expression"),
        ("a{", "Invalid range in '{}' in regular expression"),
        ("a{x}", "Invalid range in '{}' in regular expression"),
        ("a{2", "Mismatched '{' and '}' in regular expression"),
        ("a{3,2}", "Invalid range in brace expression."),
        ("[z-a]", "Invalid range in bracket expression."),
        (r"[a-\d]", "Invalid end of '[x-x]' range in regular expression"),
        (r"[\d-a]", "Invalid start of '[x-x]' range in regular expression"),
        ("[[:foo:]]", "Invalid character class."),
        ("a\\", "Invalid escape at end of regular expression"),
        (r"\1", "Back-reference index exceeds current sub-expression count."),
        (r"\xg0", r"Invalid '\xNN' control character in regular expression"),
        (r"\u12", r"Invalid '\uNNNN' control character in regular expression"),
    ],
)  # fmt: skip
def test_refused(pattern: str, said: str) -> None:
    assert check_pattern(pattern) == said


@pytest.mark.parametrize("pattern", [r"(a)\1", "a{3000}", "(" * 200 + ")" * 200, "[[.hyphen.]]"])
def test_what_kea_takes_and_we_do_not_is_said(pattern: str) -> None:
    assert check_pattern(pattern) == ""
    with pytest.raises(UnsupportedPatternError):
        parse_pattern(pattern)


@given(st.text(st.sampled_from("ab()[]{}*+?|\\-^$.:=1,2dxucé"), max_size=12))
def test_any_text_is_a_tree_or_one_of_two_faults(pattern: str) -> None:
    with suppress(PatternError, UnsupportedPatternError):
        parse_pattern(pattern)
