from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.syntax import decoded, encoded, escape, join, line, pieces, quote, split, unescape, unquote

tricky = st.text(st.sampled_from("a ,()=\\x1b.'"), max_size=12)


@given(st.binary(max_size=40))
def test_octets_survive_as_text_and_as_escapes(octets: bytes) -> None:
    text = decoded(octets)
    assert encoded(text) == octets
    assert escape(text).isprintable()
    assert encoded(unescape(escape(text))) == octets


@given(tricky)
def test_escapes_of_backslashes_read_back(text: str) -> None:
    assert unescape(escape(text)) == text


@given(st.lists(tricky, max_size=5))
def test_fields_survive_a_line(texts: list[str]) -> None:
    assert split(join(texts)) == texts


@given(st.lists(tricky.map(quote), max_size=5))
def test_quoted_fields_survive_a_line(fields: list[str]) -> None:
    assert [unquote(field) for field in pieces(line(fields))] == [unquote(field) for field in fields]


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("", []),
        ("1, 2,3", ["1", "2", "3"]),
        ("0, ", ["0", ""]),
        (r"1, Hello\, world", ["1", "Hello, world"]),
        ("1, (a, b), c", ["1", "a, b", "c"]),
        ("()", [""]),
        ("f(x), y", ["f(x)", "y"]),
        (r"DOMAIN\user", [r"DOMAIN\user"]),
    ],
)
def test_lines_as_users_type_them(text: str, fields: list[str]) -> None:
    assert split(text) == fields


@pytest.mark.parametrize("text", ["(1, 2", "(1) 2", "a=(b"])
def test_parentheses_that_do_not_close(text: str) -> None:
    with pytest.raises(EncodeError, match="parenthesis"):
        split(text)


def test_controls_never_pass() -> None:
    assert escape("a\x1b[31m\x00\x9b\u202e") == r"a\x1b[31m\x00\xc2\x9b\xe2\x80\xae"
    assert escape(r"DOMAIN\user") == r"DOMAIN\user"
    assert escape("\ud800").isprintable()


def test_surrogates_that_stand_for_no_octet() -> None:
    with pytest.raises(EncodeError, match="UTF-8"):
        encoded("\ud800")
