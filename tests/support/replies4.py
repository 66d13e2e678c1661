"""DHCPv4 answers for scripted servers."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4

SERVER = IPv4Address("192.0.2.1")


def reply4(request: Message4, message_type: int, *more: RawOption, yiaddr: str = "192.0.2.10") -> Message4:
    """What a server answers: everything that identifies the exchange is copied, RFC 2131 table 3."""
    relayed = tuple(option for option in request.options if option.code == 82)
    options = (RawOption(53, bytes((message_type,))), RawOption(54, SERVER.packed), *more, *relayed)
    return replace(request, op=2, hops=0, yiaddr=IPv4Address(yiaddr), options=options, tail=b"", problems=())


def nak4(request: Message4, text: bytes) -> Message4:
    return reply4(request, 6, RawOption(56, text), yiaddr="0.0.0.0")
