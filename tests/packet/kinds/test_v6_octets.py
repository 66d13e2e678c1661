"""Octets with bounds, link-layer addresses, cut addresses."""

from __future__ import annotations

from ipaddress import IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.base import Kind
from dhcptools.packet.kinds.v6_octets import (
    HARDWARE,
    HARDWARE48,
    HARDWARE_COUNTED,
    BoundedOctets,
    CutAddress6,
    FixedOctets,
)

MAC = bytes.fromhex("02005e000002")


@pytest.mark.parametrize("kind", [HARDWARE, HARDWARE48])
def test_hardware_addresses(kind: Kind) -> None:
    assert kind.decode(MAC) == MAC == kind.encode(MAC)
    assert kind.text(MAC) == kind.json(MAC) == "02:00:5e:00:00:02"
    assert kind.parse("02:00:5e:00:00:02") == MAC


def test_fixed_length() -> None:
    for data in (b"", MAC[:5], MAC + b"\0"):
        with pytest.raises(DecodeError):
            HARDWARE48.decode(data)
        with pytest.raises(EncodeError):
            HARDWARE48.encode(data)
    assert FixedOctets(2).take(b"abc") == (b"ab", 2)


def test_bounded_length() -> None:
    kind = BoundedOctets(1, 2)
    assert kind.decode(b"ab") == b"ab" == kind.encode(b"ab")
    for data in (b"", b"abc"):
        with pytest.raises(DecodeError):
            kind.decode(data)
        with pytest.raises(EncodeError):
            kind.encode(data)


def test_counted_address() -> None:
    data = b"\0\6" + MAC  # length 6, address
    assert HARDWARE_COUNTED.decode(data) == MAC
    assert HARDWARE_COUNTED.encode(MAC) == data
    assert HARDWARE_COUNTED.take(data + b"rest") == (MAC, 8)
    for bad, offset in ((b"\0", 5), (data[:-1], 5), (data + b"\0", 13)):
        with pytest.raises(DecodeError) as caught:
            HARDWARE_COUNTED.decode(bad, 5)
        assert caught.value.offset == offset
    with pytest.raises(EncodeError):
        HARDWARE_COUNTED.encode(bytes(65536))


def test_cut_address() -> None:
    kind = CutAddress6(4)
    front = bytes.fromhex("20010db8")  # the first four octets
    assert kind.decode(front) == front == kind.encode(front)
    assert kind.text(front) == "2001:db8:: in 4 octets"
    assert kind.parse("2001:db8:: in 4 octets") == front
    assert kind.json(front) == "2001:db8::"
    assert kind.encode(IPv6Address("::1")) == bytes(15) + b"\1" == kind.parse("::1")


@pytest.mark.parametrize("text", ["", "x", "2001:db8::1 in 4 octets", ":: in 17 octets", ":: in 3 octets", ":: in x"])
def test_cut_address_texts_refused(text: str) -> None:
    with pytest.raises(EncodeError):
        CutAddress6(4).parse(text)


def test_cut_address_bounds() -> None:
    for data in (b"abc", bytes(17)):
        with pytest.raises(DecodeError):
            CutAddress6(4).decode(data)
        with pytest.raises(EncodeError):
            CutAddress6(4).encode(data)


@given(st.binary(max_size=16))
def test_cut_address_round_trip(data: bytes) -> None:
    kind = CutAddress6()
    assert kind.parse(kind.text(kind.decode(data))) == data
