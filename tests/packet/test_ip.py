from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import SupportsBytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet import IP, IPOption_Router_Alert
from scapy.layers.inet6 import (
    IPv6 as ScapyIPv6,
)
from scapy.layers.inet6 import (
    IPv6ExtHdrDestOpt,
    IPv6ExtHdrFragment,
    IPv6ExtHdrHopByHop,
    IPv6ExtHdrRouting,
)

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.ip import IPv4, IPv6, Located, decode_ip, encode_ip

ENDS4 = {"src": "192.0.2.1", "dst": "192.0.2.2"}
ENDS6 = {"src": "2001:db8::1", "dst": "ff02::1:2"}


def decode(packet: SupportsBytes) -> tuple[Located | None, list[str]]:
    problems: list[DecodeError] = []
    found = decode_ip(bytes(packet), 0, problems)
    return found, [str(problem) for problem in problems]


def header4(packet: SupportsBytes) -> tuple[IPv4, Located]:
    found, problems = decode(packet)
    assert problems == []
    assert found is not None
    assert isinstance(found.header, IPv4)
    return found.header, found


def header6(packet: SupportsBytes) -> tuple[IPv6, Located]:
    found, problems = decode(packet)
    assert problems == []
    assert found is not None
    assert isinstance(found.header, IPv6)
    return found.header, found


def test_ipv4_with_options_and_trailer() -> None:
    packet = IP(**ENDS4, ttl=3, tos=0xC0, id=77, proto=17, options=[IPOption_Router_Alert()]) / b"payload"
    header, found = header4(bytes(packet) + bytes(5))
    assert (header.source, header.destination) == (IPv4Address("192.0.2.1"), IPv4Address("192.0.2.2"))
    assert (header.protocol, header.ttl, header.tos, header.identification, header.total_length) == (17, 3, 192, 77, 31)
    assert header.options == bytes.fromhex("94040000")
    assert (found.start, found.stop, header.fragment) == (24, 31, False)


def test_ipv4_fragments() -> None:
    header, _ = header4(IP(**ENDS4, flags="MF", proto=17) / bytes(64))
    assert (header.fragment, header.fragment_offset) == (True, 0)
    header, _ = header4(IP(**ENDS4, frag=8, proto=17) / bytes(64))
    assert (header.fragment, header.fragment_offset) == (True, 64)


@pytest.mark.parametrize(
    ("packet", "problem", "located"),
    [
        (IP(**ENDS4, len=100) / bytes(8), "IPv4 says 100 octets, 28 are left (at octet 2)", True),
        (IP(**ENDS4, len=0) / bytes(8), "IPv4 says 0 octets, 28 are left (at octet 2)", True),
        (IP(**ENDS4, chksum=0x1234), "wrong IPv4 header checksum 1234 (at octet 10)", True),
        (IP(**ENDS4, ihl=4), "the IPv4 header says it has 16 octets, 20 is the least (at octet 0)", False),
        (IP(**ENDS4, ihl=15), "the IPv4 header says it has 60 octets, 20 are left (at octet 0)", True),
        (bytes(IP(**ENDS4))[:19], "an IPv4 header needs 20 octets, has 19 (at octet 0)", False),
        (bytes(ScapyIPv6(**ENDS6))[:39], "an IPv6 header needs 40 octets, has 39 (at octet 0)", False),
        (ScapyIPv6(**ENDS6, plen=9) / bytes(8), "IPv6 says 9 octets, 8 are left (at octet 4)", True),
        (ScapyIPv6(**ENDS6, plen=0, nh=17) / bytes(8), "IPv6 says 0 octets, 8 are left (at octet 4)", True),
        (b"\x50" + bytes(40), "IP version 5 is neither 4 nor 6 (at octet 0)", False),
        (b"", "no octets left for an IP header (at octet 0)", False),
    ],
)
def test_faults_are_told_and_the_rest_is_used(packet: SupportsBytes, problem: str, located: bool) -> None:
    found, problems = decode(packet)
    assert problem in problems
    assert (found is not None) is located
    if found is not None:
        assert found.stop == len(bytes(packet))


def test_ipv6_with_extension_headers() -> None:
    packet = (
        ScapyIPv6(**ENDS6, hlim=1, tc=0xB8, fl=0x12345)
        / IPv6ExtHdrHopByHop()
        / IPv6ExtHdrRouting()
        / IPv6ExtHdrDestOpt(nh=17)
        / b"payload"
    )
    header, found = header6(packet)
    assert (header.source, header.destination) == (IPv6Address("2001:db8::1"), IPv6Address("ff02::1:2"))
    assert (header.protocol, header.hop_limit, header.traffic_class, header.flow_label) == (17, 1, 0xB8, 0x12345)
    assert [extension.header for extension in header.extensions] == [0, 43, 60]
    assert b"".join(extension.data for extension in header.extensions) == bytes(packet)[40 : found.start]
    assert bytes(packet)[found.start : found.stop] == b"payload"


def test_ipv6_fragments() -> None:
    header, _ = header6(ScapyIPv6(**ENDS6) / IPv6ExtHdrFragment(nh=17, offset=0, m=1) / bytes(8))
    assert (header.fragment, header.fragment_offset, header.protocol) == (True, 0, 17)
    header, _ = header6(ScapyIPv6(**ENDS6) / IPv6ExtHdrFragment(nh=17, offset=8, m=0) / bytes(8))
    assert (header.fragment, header.fragment_offset) == (True, 64)
    header, _ = header6(ScapyIPv6(**ENDS6) / IPv6ExtHdrFragment(nh=17, offset=0, m=0) / bytes(8))
    assert header.fragment is False


def test_an_extension_header_that_ends_too_early_is_kept() -> None:
    found, problems = decode(ScapyIPv6(**ENDS6, nh=0) / b"\x11\x05rest")
    assert problems == ["IPv6 extension header 0 needs 48 octets, has 6 (at octet 40)"]
    assert found is not None
    assert isinstance(found.header, IPv6)
    assert found.header.extensions[0].data == b"\x11\x05rest"


@given(st.binary(max_size=120), st.sampled_from((0x45, 0x46, 0x4F, 0x60, 0x6F, None)))
def test_any_octets(octets: bytes, first: int | None) -> None:
    if first is not None and octets:
        octets = bytes((first,)) + octets[1:]
    problems: list[DecodeError] = []
    found = decode_ip(octets, 0, problems)
    assert found is not None or problems
    if found is not None:
        assert 0 < found.start <= found.stop <= len(octets)


@given(st.integers(0, 1400), st.integers(0, 255), st.integers(0, 255), st.integers(0, 0xFFFF))
def test_encode_as_scapy_does(octets: int, hop_limit: int, traffic_class: int, identification: int) -> None:
    fields = {"hop_limit": hop_limit, "traffic_class": traffic_class}
    four = encode_ip(
        IPv4Address("192.0.2.1"), IPv4Address("192.0.2.2"), octets, **fields, identification=identification
    )
    packet4 = IP(**ENDS4, ttl=hop_limit, tos=traffic_class, id=identification, proto=17) / bytes(octets)
    assert four == bytes(packet4)[:20]
    six = encode_ip(IPv6Address("2001:db8::1"), IPv6Address("ff02::1:2"), octets, **fields)
    assert six == bytes(ScapyIPv6(**ENDS6, hlim=hop_limit, tc=traffic_class, nh=17) / bytes(octets))[:40]


def test_what_has_no_encoding() -> None:
    four, six = IPv4Address("192.0.2.1"), IPv6Address("2001:db8::1")
    for source, destination, octets, hop_limit in (
        (four, six, 8, 64),
        (four, four, 65_516, 64),
        (six, six, 65_536, 64),
        (four, four, 8, 256),
    ):
        with pytest.raises(EncodeError):
            encode_ip(source, destination, octets, hop_limit=hop_limit)
