"""Packets as ``dump`` gets them: made from messages, in frames and in files."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from dhcptools.dump.record import Packet
from dhcptools.packet.ethernet import BROADCAST, VlanTag
from dhcptools.packet.frame import Endpoint, encode_frame
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6, Message6
from support.captures import pcap

MAC = bytes.fromhex("02005e005301")
TIME_NS = 1_769_860_800_123_456_000
CLIENT4 = Endpoint(MAC, IPv4Address(0), 68)
EVERYBODY4 = Endpoint(BROADCAST, IPv4Address("255.255.255.255"), 67)
CLIENT6 = Endpoint(MAC, IPv6Address("fe80::1"), 546)
EVERYBODY6 = Endpoint(bytes.fromhex("333300010002"), IPv6Address("ff02::1:2"), 547)
DISCOVER = Message4(
    xid=0x11223344, chaddr=MAC.ljust(16, b"\0"),
    options=(RawOption(53, b"\1"), RawOption(55, b"\1\3\6"), RawOption(12, b"pc1")),
)  # fmt: skip  # header, options
SOLICIT = Message6(1, 0xABCDEF, (RawOption(1, b"\0\3\0\1" + MAC), RawOption(8, b"\0\0")))


def framed(message: Message4 | AnyMessage6 | bytes, *, family: int = 4, tags: tuple[VlanTag, ...] = ()) -> bytes:
    """A message of a client in its frame; octets are of ``family``."""
    payload = message if isinstance(message, bytes) else message.encode()
    if isinstance(message, Message4) or (isinstance(message, bytes) and family == 4):
        return encode_frame(payload, CLIENT4, EVERYBODY4, tags=tags)
    return encode_frame(payload, CLIENT6, EVERYBODY6, tags=tags)


def packet(message: Message4 | AnyMessage6 | bytes, *, family: int = 4, tags: tuple[VlanTag, ...] = ()) -> Packet:
    """The same as the first packet of a capture."""
    octets = framed(message, family=family, tags=tags)
    return Packet(1, TIME_NS, "test.pcap", 1, octets, len(octets))


def capture(path: Path, *messages: Message4 | AnyMessage6 | bytes) -> str:
    """A capture file of these messages; its name."""
    path.write_bytes(pcap(framed(each) for each in messages))
    return str(path)
