"""Frames as routers cut them."""

from __future__ import annotations

import struct

from dhcptools.packet.checksum import checksum


def fragments(octets: bytes, size: int, identification: int = 7, before: bytes = b"") -> list[bytes]:
    """A frame as routers cut it; ``before`` is an IPv6 extension header in front of the fragment header."""
    old = octets[12:14] == b"\x08\0"
    head, body = octets[: 34 if old else 54], octets[34 if old else 54 :]
    out = []
    for at in range(0, len(body), size):
        part, more = body[at : at + size], at + size < len(body)
        if old:
            ip = bytearray(head[14:])
            struct.pack_into("!HHH", ip, 2, 20 + len(part), identification, at // 8 | (0x2000 if more else 0))
            ip[10:12] = b"\0\0"
            ip[10:12] = checksum(bytes(ip)).to_bytes(2)
            out.append(head[:14] + bytes(ip) + part)
        else:
            fragment = struct.pack("!BBHI", 17, 0, at | more, identification)
            ip = bytearray(head[14:])
            struct.pack_into("!HB", ip, 4, len(before) + 8 + len(part), 0 if before else 44)
            out.append(head[:14] + bytes(ip) + before + fragment + part)
    return out
