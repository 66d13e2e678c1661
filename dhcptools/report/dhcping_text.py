"""What dhcping -V prints of a packet: octets, header and options, with what it gets wrong put right.

dhcping reads secs and flags as 255 * high + low, so that a broadcast flag shows as 7f80; it shows one router, six
octets of a client identifier, and texts as they came.
"""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Final

from dhcptools.packet.names4 import MESSAGE_TYPES_RFC
from dhcptools.packet.v4 import Message4
from dhcptools.report.terminal import escape

_NAMES: Final = {
    1: "Subnet mask", 3: "Router", 6: "DNS server", 15: "Domainname", 50: "Request IP address",
    51: "IP address leasetime", 53: "DHCP message type", 54: "Server identifier", 56: "Message", 58: "T1", 59: "T2",
    61: "Client-identifier",
}  # fmt: skip  # dhcping's words; it has none for others
_ADDRESSES: Final = {1: "Subnet mask", 3: "Router", 50: "Requested IP address", 54: "Server identifier"}
_PAD: Final = 0
_MESSAGE_TYPE: Final = 53
_CLIENT_ID: Final = 61


def packet(octets: bytes, message: Message4 | None) -> str:
    """A packet as it is on the wire, and what it says; ``message`` None for what is no DHCP message."""
    rows = [octets[at : at + 16].hex(" ") + " \n" for at in range(0, len(octets), 16)]
    return f"packet {len(octets)} bytes\n{''.join(rows)}" + ("" if message is None else _decoded(message))


def _decoded(message: Message4) -> str:
    lines = [
        f"op: {message.op}", f"htype: {message.htype}", f"hlen: {message.hlen}", f"hops: {message.hops}",
        f"xid: {message.xid:08x}", f"secs: {message.secs}", f"flags: {message.flags:x}", f"ciaddr: {message.ciaddr}",
        f"yiaddr: {message.yiaddr}", f"siaddr: {message.siaddr}", f"giaddr: {message.giaddr}",
        f"chaddr: {message.chaddr.hex(':')}", f"sname : {_text(message.sname)}.", f"fname : {_text(message.file)}.",
    ]  # fmt: skip  # in the order of the wire
    for option in message.options:
        if option.code != _PAD:
            lines.append(f"option {option.code} {_NAMES.get(option.code, '')}")
            lines += [f"\t{line}" for line in _values(option.code, option.data)]
    return "".join(f"{line}\n" for line in lines)


def _values(code: int, data: bytes) -> list[str]:
    if code in _ADDRESSES:
        whole = range(0, len(data) - 3, 4)
        return [f"{_ADDRESSES[code]}: {IPv4Address(data[at : at + 4])}" for at in whole]
    if code == _MESSAGE_TYPE and len(data) == 1:
        return [f"DHCP message type: {data[0]} ({MESSAGE_TYPES_RFC.get(data[0], '')})"]
    return [f"Client identifier: {data.hex()}"] if code == _CLIENT_ID else []


def _text(field: bytes) -> str:
    return escape(field.partition(b"\0")[0].decode("utf-8", "surrogateescape"))
