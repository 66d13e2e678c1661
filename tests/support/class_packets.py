"""Requests for the tests of ``class test``."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import Any

from dhcpserver.frames import datagram
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6


def whole(**fields: Any) -> Message4:
    """A message as it is read back."""
    return Message4.decode(Message4(**fields).encode())


CHADDR = b"\2\0\0\0\0\1"
PHONE = whole(xid=1, chaddr=CHADDR.ljust(16, b"\0"), options=(RawOption(53, b"\1"), RawOption(60, b"phone")))
OTHER = whole(xid=2, chaddr=CHADDR.ljust(16, b"\0"), options=(RawOption(53, b"\1"),))
REPLY = whole(op=2, xid=1, options=(RawOption(53, b"\2"),))
SOLICIT = Message6(1, 7, (RawOption(1, b"\0\3\0\1" + CHADDR), RawOption(16, bytes.fromhex("00000009000373746b"))))
RELAYED = RelayMessage6(12, 0, IPv6Address("2001:db8:1::1"), IPv6Address("fe80::2"), (
    RawOption(18, b"port-1"), RawOption(9, SOLICIT.encode()),
))  # fmt: skip


def frame4(message: Message4, source: str = "192.0.2.2", target: str = "192.0.2.1") -> bytes:
    """An Ethernet frame from port 68 to 67."""
    ip = datagram(message.encode(), IPv4Address(source).packed, IPv4Address(target).packed, 68, 67)
    return b"\xff" * 6 + CHADDR + b"\x08\x00" + ip
