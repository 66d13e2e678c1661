"""Blocks that a capture of several sections and interfaces has; whole files are in test_capture."""

from __future__ import annotations

import io
import struct

import pytest

from dhcptools.net.capture import Captured, CaptureError, read_packets
from support.captures import block, enhanced, interface, section, simple

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
