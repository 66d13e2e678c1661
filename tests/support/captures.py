"""Capture files made for a test, octet by octet."""

from __future__ import annotations

import struct
from collections.abc import Iterable


def pcap(packets: Iterable[bytes], *, link: int = 1, order: str = "<", nanoseconds: bool = False) -> bytes:
    """A pcap file; packet n is of second n and part 5 of it."""
    magic = 0xA1B23C4D if nanoseconds else 0xA1B2C3D4
    out = bytearray(struct.pack(order + "IHHiIII", magic, 2, 4, 0, 0, 65535, link))
    for number, octets in enumerate(packets, 1):
        out += struct.pack(order + "4I", number, 5, len(octets), len(octets)) + octets
    return bytes(out)


def block(kind: int, body: bytes, order: str = "<") -> bytes:
    """A block of pcapng, padded."""
    body += bytes(-len(body) % 4)
    return struct.pack(order + "II", kind, len(body) + 12) + body + struct.pack(order + "I", len(body) + 12)


def section(order: str = "<") -> bytes:
    """A section header."""
    return block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, 1, 0, -1), order)


def interface(link: int = 1, order: str = "<", options: bytes = b"") -> bytes:
    """An interface description."""
    return block(1, struct.pack(order + "HHI", link, 0, 0) + options, order)


def enhanced(octets: bytes, ticks: int, order: str = "<", which: int = 0) -> bytes:
    """An enhanced packet block."""
    head = struct.pack(order + "5I", which, ticks >> 32, ticks & 0xFFFFFFFF, len(octets), len(octets))
    return block(6, head + octets, order)


def simple(octets: bytes, order: str = "<") -> bytes:
    """A simple packet block, which has no time."""
    return block(3, struct.pack(order + "I", len(octets)) + octets, order)
