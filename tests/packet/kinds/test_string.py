from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.errors import EncodeError
from dhcptools.packet.kinds.string import BINARY, STRING, json_text, octets


@given(st.binary(max_size=60))
def test_text_keeps_every_octet(data: bytes) -> None:
    value = STRING.decode(data)
    assert STRING.encode(value) == data
    assert STRING.text(value).isprintable()
    assert STRING.parse(STRING.text(value)) == value
    assert json.dumps(STRING.json(value)).encode("utf-8")


@given(st.binary(max_size=60))
def test_octets_as_hex(data: bytes) -> None:
    assert BINARY.decode(data) == data == BINARY.encode(data)
    assert BINARY.parse(BINARY.text(data)) == data
    assert BINARY.json(data) == data.hex()


@pytest.mark.parametrize(
    "text", ["0102ab", "0x0102AB", "01:02:ab", "1:2:ab", "01 02 ab", "01-02-ab", r"'\x01\x02\xab'", " 0102ab "]
)
def test_the_ways_to_type_octets(text: str) -> None:
    assert octets(text) == b"\1\2\xab"


@pytest.mark.parametrize("text", ["1", "012", "0x1", "xyz", "01:", "'open", "01:zz"])
def test_texts_that_are_no_octets(text: str) -> None:
    with pytest.raises(EncodeError):
        octets(text)


def test_escape_sequences_do_not_reach_the_terminal() -> None:
    assert STRING.text(STRING.decode(b"\x1b[31mred\0")) == r"\x1b[31mred\x00"


def test_text_that_is_no_utf8_has_a_json_form() -> None:
    assert json_text("grün") == "grün"
    assert json_text(STRING.decode(b"gr\xfcn")) == r"gr\xfcn"


def test_values_of_another_type() -> None:
    assert STRING.encode(b"\xff") == b"\xff"
    with pytest.raises(EncodeError, match="text is needed"):
        STRING.encode(1)
    with pytest.raises(EncodeError, match="octets are needed"):
        BINARY.encode("00")
    with pytest.raises(EncodeError, match="UTF-8"):
        STRING.parse("\ud800")
