from __future__ import annotations

from ipaddress import IPv4Address, IPv4Interface, IPv6Address, IPv6Interface, IPv6Network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.kinds.address import IPV4, IPV4_PREFIX, IPV6, IPV6_PREFIX, PSID, PortSet, Prefix


@given(st.binary(min_size=4, max_size=4), st.binary(min_size=16, max_size=16))
def test_addresses_survive(four: bytes, six: bytes) -> None:
    for kind, octets in ((IPV4, four), (IPV6, six)):
        value = kind.decode(octets)
        assert kind.encode(value) == octets
        assert kind.parse(kind.text(value)) == value
        assert kind.json(value) == str(value)


@pytest.mark.parametrize(("kind", "octets"), [(IPV4, bytes(3)), (IPV4, bytes(5)), (IPV6, bytes(4)), (IPV6, b"")])
def test_addresses_of_another_length(kind: Prefix, octets: bytes) -> None:
    with pytest.raises(DecodeError, match="needs"):
        kind.decode(octets)


def test_addresses_from_text() -> None:
    assert IPV4.encode("192.0.2.1") == bytes((192, 0, 2, 1))
    assert IPV6.encode(" 2001:db8::1 ") == IPv6Address("2001:db8::1").packed
    assert IPV4.encode(1) == bytes((0, 0, 0, 1))


@pytest.mark.parametrize("text", ["", "192.0.2", "192.0.2.256", "::1", "host"])
def test_texts_that_are_no_ipv4_address(text: str) -> None:
    with pytest.raises(EncodeError, match="no IPv4 address"):
        IPV4.parse(text)


@pytest.mark.parametrize("text", ["", "192.0.2.1", "fe80::1%eth0", ":::"])
def test_texts_that_are_no_ipv6_address(text: str) -> None:
    with pytest.raises(EncodeError):
        IPV6.parse(text)


@pytest.mark.parametrize(("kind", "bits"), [(IPV4_PREFIX, 32), (IPV6_PREFIX, 128)])
@given(data=st.data())
def test_prefixes_survive_even_with_bits_behind_their_length(kind: Prefix, bits: int, data: st.DataObject) -> None:
    length = data.draw(st.integers(0, bits))
    octets = bytes((length,)) + data.draw(st.binary(min_size=(length + 7) // 8, max_size=(length + 7) // 8))
    value = kind.decode(octets)
    assert kind.encode(value) == octets
    assert kind.parse(kind.text(value)) == value
    assert kind.take(octets + b"\xff") == (value, len(octets))


def test_prefixes_as_text_and_json() -> None:
    assert IPV6_PREFIX.decode(bytes.fromhex("2020010db8")) == IPv6Interface("2001:db8::/32")
    assert IPV6_PREFIX.json(IPv6Interface("2001:db8::/32")) == "2001:db8::/32"
    assert IPV6_PREFIX.encode(IPv6Network("2001:db8::/33")) == bytes.fromhex("2120010db800")
    assert IPV4_PREFIX.parse("10.0.0.0/8") == IPv4Interface("10.0.0.0/8")


@pytest.mark.parametrize("octets", [b"", b"\x81", b"\x20\x20\x01\x0d", b"\x00\x00"])
def test_prefixes_that_do_not_fit(octets: bytes) -> None:
    with pytest.raises(DecodeError):
        IPV6_PREFIX.decode(octets)


@pytest.mark.parametrize("text", ["2001:db8::", "2001:db8::1/32", "2001:db8::/129", "x/1", ""])
def test_texts_that_are_no_prefix(text: str) -> None:
    with pytest.raises(EncodeError):
        IPV6_PREFIX.parse(text)


def test_port_sets() -> None:
    value = PSID.decode(bytes.fromhex("043000"))
    assert value == PortSet(3, 4)
    assert (PSID.encode(value), PSID.encode((3, 4)), PSID.encode("3/4")) == (bytes.fromhex("043000"),) * 3
    assert (PSID.text(value), PSID.json(value), PSID.parse("3/4")) == ("3/4", "3/4", value)
    assert PSID.decode(bytes(3)) == PortSet(0, 0)


@pytest.mark.parametrize("octets", ["113000", "043001", "0430", "04300000"])
def test_port_sets_that_do_not_fit(octets: str) -> None:
    with pytest.raises(DecodeError):
        PSID.decode(bytes.fromhex(octets))


@pytest.mark.parametrize("text", ["3", "16/4", "1/17", "-1/4", "a/b"])
def test_texts_that_are_no_port_set(text: str) -> None:
    with pytest.raises(EncodeError):
        PSID.parse(text)


def test_values_are_addresses() -> None:
    assert IPV4.decode(bytes((192, 0, 2, 1))) == IPv4Address("192.0.2.1")
