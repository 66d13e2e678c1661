from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.kea.expression.errors import ExpressionError
from dhcptools.kea.expression.lexer import tokens

OLD, NEW = (2, 2), (3, 3)


def kinds(text: str, target: tuple[int, ...] = NEW) -> list[str]:
    return [token.kind for token in tokens(text.encode(), target)]


def test_the_longest_match_wins() -> None:
    assert kinds("vendor-class") == ["vendor-class", "end of file"]
    assert kinds("10.0.0.1") == ["ip address", "end of file"]
    assert kinds("10.0") == ["integer", ".", "integer", "end of file"]
    assert kinds("::1") == ["ip address", "end of file"]


def test_words_need_no_blanks_around_them() -> None:
    assert kinds("andor") == ["and", "or", "end of file"]


def test_a_name_is_one_only_in_front_of_a_bracket() -> None:
    assert kinds("[ host-name\t]") == ["[", "option name", "]", "end of file"]
    assert kinds("[text]") == ["[", "option name", "]", "end of file"]
    with pytest.raises(ExpressionError, match="Invalid character: h"):
        kinds("host-name")


def test_words_of_later_versions_are_strange_to_earlier_ones() -> None:
    assert kinds("lcase", (2, 6)) == ["lcase", "end of file"]
    with pytest.raises(ExpressionError, match=r"1\.1: Invalid character: l"):
        kinds("lcase", OLD)


def test_columns_are_octets_and_newlines_count_as_kea_counts_them() -> None:
    places = [str(token.location) for token in tokens("'ü' ==\n[a \n ]".encode(), NEW)]
    assert places == [
        "<string>:1.1-4",
        "<string>:1.6-7",
        "<string>:2.1",
        "<string>:3.1",
        "<string>:3.1",
        "<string>:3.2",
    ]


@pytest.mark.parametrize("text", ["9223372036854775808", "-9223372036854775809", "1" * 5000])
def test_numbers_have_64_bits(text: str) -> None:
    with pytest.raises(ExpressionError, match="to an integer"):
        kinds(text)


@given(st.binary(max_size=60))
def test_any_octets_end_in_an_end_or_a_fault(data: bytes) -> None:
    with suppress(ExpressionError):
        found = list(tokens(data, NEW))
        assert found[-1].kind == "end of file"
        assert all(0 <= token.start <= token.stop <= len(data) for token in found)
