"""Blocks that a capture of several sections and interfaces has; whole files are in test_capture."""

from __future__ import annotations

import io
import struct

import pytest

from dhcptools.net.capture import Captured, CaptureError, PcapHead, read_packets
from dhcptools.net.pcapng import PcapngHead, capture_head
from support.captures import block, enhanced, interface, pcap, section, simple

SKIPPED = (4, 5, 10, 0x0BAD, 0x40000BAD, 9, 7)  # names, statistics, secrets, custom, custom, journal, unknown


def read(octets: bytes) -> list[Captured]:
    return list(read_packets(io.BytesIO(octets)))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("kind", SKIPPED)
def test_other_blocks_are_skipped(order: str, kind: int) -> None:
    file = section(order) + interface(1, order) + block(kind, b"whatever", order) + enhanced(b"abc", 1, order)
    assert [packet.octets for packet in read(file)] == [b"abc"]


@pytest.mark.parametrize("order", ["<", ">"])
def test_obsolete_packet_blocks(order: str) -> None:
    old = block(2, struct.pack(order + "HH4I", 0, 0, 0, 7, 3, 9) + b"abc", order)
    assert read(section(order) + interface(1, order) + old) == [Captured(1, 7000, 1, b"abc", 9)]


def test_the_name_of_an_interface() -> None:
    named = interface(1, "<", struct.pack("<HH", 2, 4) + b"eth0" + struct.pack("<HH", 0, 0))
    assert [packet.interface for packet in read(section() + named + enhanced(b"x", 1) + simple(b"y"))] == ["eth0"] * 2


def test_a_section_in_the_other_byte_order() -> None:
    file = section("<") + interface(1, "<") + enhanced(b"a", 1, "<") + section(">") + interface(9, ">")
    assert [(each.number, each.link_type) for each in read(file + enhanced(b"b", 2, ">"))] == [(1, 1), (2, 9)]


def test_an_interface_that_is_not_there() -> None:
    with pytest.raises(CaptureError, match="packet 1 is of interface 3"):
        read(section() + interface(1) + enhanced(b"a", 1, "<", 3))


def headed(octets: bytes) -> PcapngHead | PcapHead | None:
    return capture_head(io.BufferedReader(io.BytesIO(octets)))


@pytest.mark.parametrize("order", ["<", ">"])
def test_what_stands_before_the_packets(order: str) -> None:
    start = section(order) + interface(276, order) * 2
    file = io.BufferedReader(io.BytesIO(start + enhanced(b"abc", 7, order, 1) + enhanced(b"de", 8, order)))
    head = capture_head(file)
    assert isinstance(head, PcapngHead)
    assert head[:4] == (order, 1000, 276, len(start))
    assert head.interfaces == 2
    assert [(each.number, each.time_ns, each.octets) for each in head.records(file, 4, 0)] == [
        (5, 7000, b"abc"),
        (6, 8000, b"de"),
    ]


def test_interfaces_that_do_not_agree_and_clocks_of_other_ticks_are_read_packet_by_packet() -> None:
    binary = struct.pack("<HH", 9, 1) + b"\x8a\0\0\0"
    nanoseconds = struct.pack("<HH", 9, 1) + b"\x09\0\0\0"
    assert headed(section() + interface(1) + interface(101)) is None
    assert headed(section() + interface(1, "<", binary)) is None
    assert headed(section()) is None
    found = headed(section() + interface(1, "<", nanoseconds))
    assert found is not None
    assert found.tick_ns == 1


def test_pcap_has_a_head_too() -> None:
    assert headed(pcap([b"x"])) == PcapHead("<", 1000, 16, 1)
    assert headed(b"nothing of the kind") is None


def test_when_the_first_packet_was() -> None:
    for octets, expected in (
        (section() + interface(1) + enhanced(b"x", 7), 7000), (section() + interface(1) + block(4, b""), None),
        (section() + interface(1), None), (pcap([b"x"]), 1_000_005_000), (pcap([]), None),
    ):  # fmt: skip  # a file a line
        file = io.BufferedReader(io.BytesIO(octets))
        head = capture_head(file)
        assert head is not None
        assert head.time_ns(file) == expected
