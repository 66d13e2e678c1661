from __future__ import annotations

import io
import struct
from ipaddress import IPv4Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.net.capture import Captured, CaptureError, read_packets
from dhcptools.packet.ethernet import BROADCAST
from dhcptools.packet.frame import Endpoint, encode_frame
from support.captures import block, enhanced, interface, pcap, section, simple

FRAME = encode_frame(
    bytes(300), Endpoint(b"\2" * 6, IPv4Address(0), 68), Endpoint(BROADCAST, IPv4Address("255.255.255.255"), 67)
)


def read(octets: bytes) -> list[Captured]:
    return list(read_packets(io.BytesIO(octets)))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(("nanoseconds", "part_ns"), [(False, 5000), (True, 5)])
def test_pcap(order: str, nanoseconds: bool, part_ns: int) -> None:
    assert read(pcap([b"one", b"three"], order=order, nanoseconds=nanoseconds)) == [
        Captured(1, 10**9 + part_ns, 1, b"one", 3), Captured(2, 2 * 10**9 + part_ns, 1, b"three", 5),
    ]  # fmt: skip  # both


@pytest.mark.parametrize("order", ["<", ">"])
def test_pcapng(order: str) -> None:
    nano = struct.pack(order + "HHB3x", 9, 1, 9) + struct.pack(order + "HH", 0, 0)
    file = (
        section(order) + interface(1, order) + interface(101, order, nano) + block(4, b"names", order)
        + enhanced(b"abc", 7_000_001, order) + simple(b"defg", order) + enhanced(b"h", 5, order, 1)
        + section(order) + interface(113, order) + enhanced(b"i", 1, order)
    )  # fmt: skip  # block by block
    assert read(file) == [
        Captured(1, 7_000_001_000, 1, b"abc", 3),
        Captured(2, None, 1, b"defg", 4),
        Captured(3, 5, 101, b"h", 1),
        Captured(4, 1000, 113, b"i", 1),
    ]


def test_a_resolution_of_powers_of_two_and_an_offset() -> None:
    options = struct.pack("<HHB3x", 9, 1, 0x80 | 10) + struct.pack("<HHq", 14, 8, 100)
    assert read(section() + interface(1, "<", options) + enhanced(b"x", 512))[0].time_ns == 100_500_000_000


@pytest.mark.parametrize(
    ("link", "octets"),
    [
        (1, FRAME), (101, FRAME[14:]), (228, FRAME[14:]), (0, b"\2\0\0\0" + FRAME[14:]),
        (113, bytes(14) + b"\x08\0" + FRAME[14:]), (276, b"\x08\0" + bytes(18) + FRAME[14:]),
    ],
)  # fmt: skip  # a row a link type
def test_link_types_are_entered(link: int, octets: bytes) -> None:
    frame = Captured(1, 0, link, octets, len(octets)).frame()
    assert frame is not None
    assert frame.udp is not None
    assert frame.payload == bytes(300)


@pytest.mark.parametrize(("link", "octets"), [(1, b"short"), (147, FRAME), (113, b"short"), (113, bytes(30))])
def test_what_cannot_be_entered(link: int, octets: bytes) -> None:
    assert Captured(1, 0, link, octets, len(octets)).frame() is None


def cut(octets: bytes) -> tuple[int, str]:
    found = 0
    try:
        for _ in read_packets(io.BytesIO(octets)):
            found += 1
    except CaptureError as error:
        return found, str(error)
    return found, ""


def test_a_file_cut_short_gives_its_whole_packets_first() -> None:
    assert cut(pcap([b"one", b"three"])[:-2]) == (1, "packet 2, at octet 43, is cut short: 3 of 5 octets")
    assert cut(pcap([b"one"]) + b"x") == (1, "packet 2, at octet 43: its header is cut short")
    assert cut(pcap([])[:10])[1] == "the header of the file is cut short: 6 of 20 octets"
    found, text = cut((section() + interface() + enhanced(b"abcd", 1) + enhanced(b"efgh", 1))[:-3])
    assert (found, "cut short" in text) == (1, True)


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (b"", "neither pcap nor pcapng"),
        (b"#!/bin/sh", "neither pcap nor pcapng"),
        (pcap([]) + struct.pack("<4I", 1, 1, 1 << 30, 1), "says it has 1073741824 octets"),
        (section() + enhanced(b"x", 1), "interface 0, which the file does not describe"),
        (section() + interface() + block(6, struct.pack("<5I", 0, 0, 0, 99, 99)), "says 99 octets"),
        (section() + interface() + block(6, b"x"), "too short"),
        (section() + block(1, b""), "too short"),
        (section() + struct.pack("<II", 4, 13), "says it has 13 octets"),
        (block(0x0A0D0D0A, bytes(16)), "without byte order mark"),
    ],
)
def test_what_is_wrong_is_named(octets: bytes, words: str) -> None:
    with pytest.raises(CaptureError, match=words):
        read(octets)


@given(st.binary(max_size=200), st.sampled_from([b"", pcap([]), section(), section() + interface()]))
def test_no_octets_raise_anything_else(octets: bytes, head: bytes) -> None:
    cut(head + octets)
