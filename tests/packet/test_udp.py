from __future__ import annotations

from typing import SupportsBytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.layers.inet import IP, UDP
from scapy.layers.inet6 import IPv6

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.ip import decode_ip
from dhcptools.packet.udp import Check, LocatedUdp, decode_udp, encode_udp

ENDS4 = {"src": "192.0.2.1", "dst": "192.0.2.2"}
ENDS6 = {"src": "2001:db8::1", "dst": "ff02::1:2"}


def decode(packet: SupportsBytes, *, checksums: bool = True) -> tuple[LocatedUdp | None, list[str]]:
    problems: list[DecodeError] = []
    octets = bytes(packet)
    located = decode_ip(octets, 0, problems)
    assert located is not None
    found = decode_udp(octets, located.start, located.stop, located.header, problems, checksums=checksums)
    return found, [str(problem) for problem in problems]


@pytest.mark.parametrize("ip", [IP(**ENDS4), IPv6(**ENDS6)])
@pytest.mark.parametrize("payload", [b"", b"odd", b"even"])
def test_right(ip: IP, payload: bytes) -> None:
    packet = bytes(ip / UDP(sport=68, dport=67) / payload)
    found, problems = decode(packet)
    assert problems == []
    assert found is not None
    assert (found.header.source_port, found.header.destination_port) == (68, 67)
    assert (found.header.length, found.header.check) == (8 + len(payload), Check.RIGHT)
    assert packet[found.start : found.stop] == payload


@pytest.mark.parametrize(
    ("udp", "taken", "problem"),
    [
        (UDP(sport=68, dport=67, len=10), b"pa", "UDP says 10 octets, 15 are left (at octet 24)"),
        (UDP(sport=68, dport=67, len=100), b"payload", "UDP says 100 octets, 15 are left (at octet 24)"),
        (UDP(sport=68, dport=67, len=7), b"payload", "UDP says 7 octets, 15 are left (at octet 24)"),
        (UDP(sport=68, dport=67, len=0), b"payload", "UDP says 0 octets, 15 are left (at octet 24)"),
        (UDP(sport=68, dport=67, chksum=0x1234), b"payload", "wrong UDP checksum 1234 (at octet 26)"),
    ],
)
def test_lies_are_told_and_what_is_there_is_taken(udp: UDP, taken: bytes, problem: str) -> None:
    packet = bytes(IP(**ENDS4) / udp / b"payload")
    found, problems = decode(packet)
    assert problem in problems
    assert found is not None
    assert packet[found.start : found.stop] == taken


def test_a_header_that_ends_too_early() -> None:
    assert decode(IP(**ENDS4, proto=17) / bytes(7)) == (None, ["a UDP header needs 8 octets, has 7 (at octet 20)"])


def test_no_checksum_is_a_fault_in_ipv6_only() -> None:
    found, problems = decode(IP(**ENDS4) / UDP(chksum=0) / b"x")
    assert found is not None
    assert (found.header.check, problems) == (Check.NONE, [])
    found, problems = decode(IPv6(**ENDS6) / UDP(chksum=0) / b"x")
    assert problems == ["no UDP checksum, IPv6 demands one (RFC 8200 §8.1) (at octet 46)"]


def test_an_unfinished_checksum_is_no_fault() -> None:
    # 192.0.2.1 + 192.0.2.2 + protocol 17 + 9 octets, as the kernel leaves it to a network card.
    partial = 0xC000 + 0x0201 + 0xC000 + 0x0202 + 17 + 9
    found, problems = decode(IP(**ENDS4) / UDP(chksum=(partial & 0xFFFF) + (partial >> 16)) / b"x")
    assert found is not None
    assert (found.header.check, problems) == (Check.OFFLOADED, [])


def test_checksums_are_left_alone_on_demand_and_in_fragments() -> None:
    found, problems = decode(IP(**ENDS4) / UDP(chksum=0x1234) / b"x", checksums=False)
    assert found is not None
    assert (found.header.check, problems) == (Check.UNKNOWN, [])
    found, problems = decode(IP(**ENDS4, flags="MF") / UDP(len=600) / bytes(64))
    assert found is not None
    assert (found.stop - found.start, found.header.check, problems) == (64, Check.UNKNOWN, [])


@given(st.binary(max_size=100), st.integers(0, 0xFFFF), st.integers(0, 0xFFFF))
def test_encode_as_scapy_does(payload: bytes, source: int, destination: int) -> None:
    four = bytes(IP(**ENDS4) / UDP(sport=source, dport=destination) / payload)
    assert encode_udp(payload, four[12:16], four[16:20], source, destination) == four[20:]
    six = bytes(IPv6(**ENDS6) / UDP(sport=source, dport=destination) / payload)
    assert encode_udp(payload, six[8:24], six[24:40], source, destination) == six[40:]


def test_a_checksum_of_zero_is_sent_as_all_ones() -> None:
    base = encode_udp(bytes(2), bytes(4), bytes(4), 1, 2)
    datagram = encode_udp(base[6:8], bytes(4), bytes(4), 1, 2)
    assert datagram[6:8] == b"\xff\xff"


def test_what_has_no_encoding() -> None:
    for payload, port in ((bytes(65_528), 67), (b"", 65_536), (b"", -1)):
        with pytest.raises(EncodeError):
            encode_udp(payload, bytes(4), bytes(4), 68, port)
