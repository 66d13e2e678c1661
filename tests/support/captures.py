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


def on_links(frame: bytes) -> list[tuple[int, bytes]]:
    """A frame of plain Ethernet, and its packet on every other common link: link types and octets."""
    addresses, kind, ip = frame[:12], frame[12:14], frame[14:]
    source = frame[6:12]
    session = b"\x11\0\x12\x34" + (len(ip) + 2).to_bytes(2) + (b"\0\x21" if kind == b"\x08\0" else b"\0\x57") + ip
    tag, outer = b"\x81\0\xa0\x07", b"\x88\xa8\0\x08"
    return [
        (1, frame), (1, addresses + tag + kind + ip), (1, addresses + outer + tag + kind + ip),
        (113, b"\0\4\0\1\0\6" + source + b"\0\0" + kind + ip),
        (113, b"\0\1\0\1\0\6" + source + b"\0\0" + tag + kind + ip), (113, b"\0\7\2\0\0\0" + bytes(8) + kind + ip),
        (276, kind + b"\0\0\0\0\0\3\0\1\2\6" + source + b"\0\0" + ip),
        (276, tag[:2] + b"\0\0\0\0\0\3\0\1\2\6" + source + b"\0\0" + tag[2:] + kind + ip),
        (1, addresses + b"\x88\x64" + session), (1, addresses + tag + b"\x88\x64" + session + bytes(3)),
        (101, ip), (12, ip), (228 if kind == b"\x08\0" else 229, ip), (0, b"\2\0\0\0" + ip), (108, b"\0\0\0\x18" + ip),
    ]  # fmt: skip  # a row a link


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
