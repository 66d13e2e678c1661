"""The Internet checksum (RFC 1071): one's complement sums over 16-bit words."""

from __future__ import annotations


def ones_sum(octets: bytes) -> int:
    """One's complement sum of big-endian 16-bit words, 0 to 0xFFFF; an odd last octet is the high half of a word.

    0 only when every octet is 0: the other zero of this arithmetic is 0xFFFF.
    """
    number = int.from_bytes(octets)
    if len(octets) & 1:
        number <<= 8
    # 65536 leaves 1 when divided by 65535, so the remainder is the sum with every carry added back.
    return number % 0xFFFF or (0xFFFF if number else 0)


def checksum(octets: bytes) -> int:
    """What belongs into the checksum field of ``octets``, whose field is 0; 0 when the field is right already."""
    return 0xFFFF - ones_sum(octets)


def pseudo_header(source: bytes, destination: bytes, protocol: int, octets: int) -> bytes:
    """What UDP sums besides itself, for addresses of 4 octets (RFC 768) or 16 (RFC 8200 §8.1)."""
    if len(source) == 4:
        return source + destination + bytes((0, protocol)) + octets.to_bytes(2)
    return source + destination + octets.to_bytes(4) + bytes((0, 0, 0, protocol))
