"""IPv4 and UDP headers in front of a reply, for clients that cannot answer ARP yet (RFC 2131 §4.1)."""

from __future__ import annotations

import struct
from typing import Final

_IP: Final = struct.Struct("!BBHHHBBH4s4s")
_UDP: Final = struct.Struct("!4H")
_PSEUDO: Final = struct.Struct("!4s4sBBH")
_UDP_PROTOCOL: Final = 17
_TTL: Final = 64


def datagram(payload: bytes, source: bytes, destination: bytes, source_port: int, port: int) -> bytes:
    """A whole IPv4 datagram. ``source`` and ``destination`` are four octets each."""
    length = _UDP.size + len(payload)
    pseudo = _PSEUDO.pack(source, destination, 0, _UDP_PROTOCOL, length)
    bare = _UDP.pack(source_port, port, length, 0)
    check = checksum(pseudo + bare + payload) or 0xFFFF  # RFC 768: 0 means no checksum
    total = _IP.size + length
    fields = (0x45, 0x10, total, 0, 0x4000, _TTL, _UDP_PROTOCOL)  # TOS low delay, as DHCP servers send it; DF
    header = _IP.pack(*fields, 0, source, destination)
    header = _IP.pack(*fields, checksum(header), source, destination)
    return header + _UDP.pack(source_port, port, length, check) + payload


def checksum(data: bytes) -> int:
    """The Internet checksum (RFC 1071)."""
    if len(data) % 2:
        data += b"\0"
    total: int = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
