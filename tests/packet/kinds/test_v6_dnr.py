"""Encrypted DNS resolvers of RFC 9463 §4: with addresses, by name alone, and cut short."""

from __future__ import annotations

from ipaddress import IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.v6_dnr import DNR, Resolver

NAME = bytes.fromhex("03646e73076578616d706c6500")  # dns.example
FULL = (
    bytes.fromhex(
        "0001"  # service priority 1
        "000d"  # ADN length 13
    )
    + NAME
    + bytes.fromhex(
        "0020"  # address length 32
        "20010db8000000000000000000000001"
        "20010db8000000000000000000000002"
        "00010008"  # alpn, 8 octets
        "03646f7403646f71"  # dot, doq
        "00030002"  # port, 2 octets
        "0355"  # 853
    )
)
ADN_ONLY = bytes.fromhex("0002000d") + NAME
ADDRESSES = (IPv6Address("2001:db8::1"), IPv6Address("2001:db8::2"))


def test_full() -> None:
    value = DNR.decode(FULL)
    assert value == Resolver(1, "dns.example", ADDRESSES, ((1, b"\x03dot\x03doq"), (3, b"\x03\x55")))
    assert DNR.encode(value) == FULL
    text = "1, dns.example, 2001:db8::1 2001:db8::2, (alpn=dot,doq port=853)"
    assert DNR.text(value) == text
    assert DNR.parse(text) == value
    assert DNR.parse(r"1, dns.example., 2001:db8::1 2001:db8::2, alpn=dot\,doq port=853") == value
    shown = DNR.json(value)
    assert isinstance(shown, dict)
    assert (shown["priority"], shown["addresses"]) == (1, ["2001:db8::1", "2001:db8::2"])


def test_name_alone() -> None:
    value = DNR.decode(ADN_ONLY)
    assert value == Resolver(2, "dns.example", None)
    assert (DNR.encode(value), DNR.text(value), DNR.parse("2, dns.example")) == (ADN_ONLY, "2, dns.example", value)
    assert DNR.json(value) == {"priority": 2, "adn": "dns.example", "addresses": None, "params": []}


@pytest.mark.parametrize("stop", [stop for stop in range(len(FULL)) if stop not in (17, 51, 63)])
def test_cuts(stop: int) -> None:
    with pytest.raises(DecodeError) as caught:
        DNR.decode(FULL[:stop], 100)
    assert 100 <= caught.value.offset <= 100 + stop


def test_half_an_address() -> None:
    with pytest.raises(DecodeError) as caught:
        DNR.decode(ADN_ONLY + b"\0\x08" + bytes(8), 10)
    assert caught.value.offset == 10 + 17


@pytest.mark.parametrize(
    "text", ["", "1", "x, dns.example", "1, a..b", "1, a, 192.0.2.1", "1, a, ::1, alpn=h2, more=1"]
)
def test_texts_refused(text: str) -> None:
    with pytest.raises(EncodeError):
        DNR.parse(text)


@pytest.mark.parametrize("value", [None, Resolver(70000, "a", None), Resolver(1, "a", None, ((3, b""),))])
def test_values_without_encoding(value: object) -> None:
    with pytest.raises(EncodeError):
        DNR.encode(value)


@given(st.binary(max_size=60))
def test_any_octets(tail: bytes) -> None:
    for data in (tail, ADN_ONLY + tail, FULL[:51] + tail):
        try:
            value = DNR.decode(data)
        except DecodeError:
            continue
        assert DNR.encode(value) == data
        assert DNR.encode(DNR.parse(DNR.text(value))) == data
