"""Lists of option codes: names where there are some, numbers where not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.v6_codes import OPTION_CODES, OptionCode

CODES = OPTION_CODES("dhcp6")


def test_names_and_numbers() -> None:
    value = CODES.decode(bytes.fromhex("00170061fde8"))  # dns-servers, 4rd, 65000
    assert value == (23, 97, 65000)
    assert CODES.text(value) == "dns-servers, 4rd, 65000"
    assert CODES.parse("dns-servers,4rd, 65000") == CODES.parse("23,0x61,65000") == value
    assert CODES.json(value) == [23, 97, 65000]


def test_no_code_at_all() -> None:
    assert CODES.decode(b"") == () == CODES.parse("")
    assert CODES.encode(()) == b""


def test_another_space() -> None:
    assert OPTION_CODES("vendor-4491").text((32,)) == "tftp-servers"


def test_half_a_code() -> None:
    with pytest.raises(DecodeError):
        CODES.decode(b"\0\1\2")


@pytest.mark.parametrize("text", ["dns-server5", "65536", "-1", "0xx"])
def test_texts_refused(text: str) -> None:
    with pytest.raises(EncodeError):
        CODES.parse(text)


def test_text_of_what_is_no_code() -> None:
    with pytest.raises(EncodeError):
        OptionCode("dhcp6").text("x")


@given(st.lists(st.integers(0, 65535), max_size=20).map(tuple))
def test_round_trip(value: tuple[int, ...]) -> None:
    assert CODES.parse(CODES.text(value)) == value == CODES.decode(CODES.encode(value))
