"""Faults in the octets of a message, pure functions: where an option stands, and what is done to it there."""

from __future__ import annotations

from dhcptools.packet.errors import DecodeError
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import decode6


def find(data: bytes, family: int, code: int) -> tuple[int, int, int] | None:
    """Where an option of a message stands: offset of its code, octets of its header, octets of its value."""
    try:
        options = Message4.decode(data).options if family == 4 else decode6(data).options
    except DecodeError:
        return None
    for option in options:
        if option.code == code:
            return option.offset, 2 if family == 4 else 4, len(option.data)
    return None


def cut(data: bytes, octets: int) -> bytes:
    """The first octets alone."""
    return data[:octets]


def cut_in_option(data: bytes, family: int, code: int) -> bytes:
    """Ends in the middle of an option's value, right after its length when the value has one octet or none."""
    place = find(data, family, code)
    if place is None:
        return data
    at, header, length = place
    return data[: at + header + length // 2]


def bad_length(data: bytes, family: int, code: int) -> bytes:
    """The option says the largest length there is, whatever follows it."""
    place = find(data, family, code)
    if place is None:
        return data
    at, header, _ = place
    width = header // 2
    return data[: at + width] + b"\xff" * width + data[at + header :]


def padded(data: bytes, octets: int) -> bytes:
    """Zeros up to a length."""
    return data + bytes(max(0, octets - len(data)))
