from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.scalar import (
    BOOLEAN,
    DURATION32,
    EMPTY,
    INFINITE,
    INT8,
    INT16,
    INT32,
    PREFIX_LENGTH4,
    PREFIX_LENGTH6,
    UINT8,
    UINT16,
    UINT32,
    Enum,
    Integer,
)

ALL = [UINT8, UINT16, UINT32, INT8, INT16, INT32, DURATION32]
HARDWARE = Enum(1, {1: "Ethernet", 6: "IEEE 802"})


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
@given(data=st.data())
def test_integers_keep_their_octets_and_their_text(kind: Integer, data: st.DataObject) -> None:
    assert kind.octets is not None
    octets = data.draw(st.binary(min_size=kind.octets, max_size=kind.octets))
    value = kind.decode(octets)
    assert kind.encode(value) == octets
    assert kind.parse(kind.text(value)) == value
    assert kind.json(value) == value


@pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)
def test_integers_of_another_length(kind: Integer) -> None:
    for octets in (b"", bytes((kind.octets or 0) + 1)):
        with pytest.raises(DecodeError, match=f"{kind.name} needs") as caught:
            kind.decode(octets, 7)
        assert caught.value.offset == 7


def test_signs_and_order() -> None:
    assert INT32.decode(b"\xff\xff\xb9\xb0") == -18000
    assert UINT16.decode(b"\x01\x00") == 256
    assert (UINT8.name, INT16.name) == ("uint8", "int16")


@pytest.mark.parametrize("value", [-1, 256, "1", None, 1.0])
def test_integers_out_of_range(value: object) -> None:
    with pytest.raises(EncodeError):
        UINT8.encode(value)


@pytest.mark.parametrize("text", ["", "a", "256", "1.0", "1_0", "0x100", "-1", "9" * 5000])
def test_texts_that_are_no_uint8(text: str) -> None:
    with pytest.raises(EncodeError):
        UINT8.parse(text)


def test_hexadecimal_and_leading_zeros() -> None:
    assert (UINT8.parse("0xff"), UINT8.parse("010"), INT8.parse("-0x10")) == (255, 10, -16)


def test_bounds_below_what_the_octets_hold() -> None:
    assert PREFIX_LENGTH6.decode(b"\x80") == 128
    with pytest.raises(DecodeError, match="129 is over 128"):
        PREFIX_LENGTH6.decode(b"\x81")
    with pytest.raises(EncodeError, match=r"33 is not in 0\.\.32"):
        PREFIX_LENGTH4.parse("33")


def test_enumerations_have_names_and_numbers() -> None:
    assert HARDWARE.decode(b"\1") == 1
    assert (HARDWARE.text(1), HARDWARE.text(7)) == ("Ethernet", "7")
    assert (HARDWARE.parse("ethernet"), HARDWARE.parse("IEEE 802"), HARDWARE.parse("7")) == (1, 6, 7)
    assert HARDWARE.json(1) == 1
    with pytest.raises(EncodeError, match="neither a number nor one of: Ethernet, IEEE 802"):
        HARDWARE.parse("token ring")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("3600", 3600), ("1h", 3600), ("1d12h", 129600), ("2w", 1209600), ("90s", 90), ("infinite", INFINITE), ("0", 0)],
)
def test_durations(text: str, seconds: int) -> None:
    assert DURATION32.parse(text) == seconds


@pytest.mark.parametrize("text", ["", "h", "1h1d", "99999999w", "soon", "4294967296"])
def test_texts_that_are_no_duration(text: str) -> None:
    with pytest.raises(EncodeError):
        DURATION32.parse(text)


def test_for_ever_is_said() -> None:
    assert DURATION32.text(INFINITE) == "infinite"
    assert DURATION32.text(3600) == "3600"


def test_booleans() -> None:
    assert (BOOLEAN.decode(b"\0"), BOOLEAN.decode(b"\1")) == (False, True)
    assert (BOOLEAN.encode(True), BOOLEAN.encode(0)) == (b"\1", b"\0")
    assert (BOOLEAN.text(True), BOOLEAN.text(False)) == ("true", "false")
    assert (BOOLEAN.parse("YES"), BOOLEAN.parse("0")) == (True, False)
    with pytest.raises(DecodeError, match="must be 0 or 1, is 2"):
        BOOLEAN.decode(b"\2")
    with pytest.raises(DecodeError, match="has 0"):
        BOOLEAN.decode(b"")
    with pytest.raises(EncodeError):
        BOOLEAN.encode("true")
    with pytest.raises(EncodeError):
        BOOLEAN.parse("maybe")


def test_the_empty_option() -> None:
    assert EMPTY.take(b"") == (None, 0)
    assert EMPTY.encode(None) == b""
    assert EMPTY.parse(" ") is None  # type: ignore[func-returns-value]  # that it gives nothing is what is shown
    assert EMPTY.text(None) == ""
    assert EMPTY.json(None) is None
    with pytest.raises(DecodeError, match="has 1"):
        EMPTY.decode(b"\0")
    with pytest.raises(EncodeError):
        EMPTY.encode(b"\0")
    with pytest.raises(EncodeError):
        EMPTY.parse("1")
