"""Answers of servers, as frames and as what is read from them."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from dhcptools.packet.ethernet import BROADCAST, VlanTag
from dhcptools.packet.frame import Endpoint, encode_frame
from dhcptools.packet.ia6 import IaAddr, IaNa, IaPd, IaPrefix, StatusCode
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6
from dhcptools.probe.census import Census
from dhcptools.probe.flavours import Ask, Asker, ask4, ask6
from dhcptools.probe.sighting import Sighting, sight

MAC = bytes.fromhex("020000000001")
SERVER_MAC = bytes.fromhex("02005e005301")
ROGUE_MAC = bytes.fromhex("0200badbad01")
ASKER = Asker(MAC, b"\0\3\0\1" + MAC, broadcast=True)
DUID = bytes.fromhex("0002000009bf01020304")  # DUID-EN, which some tools do not survive
SERVER6 = "fe80::1"


def asked(flavour: str = "discover", number: int = 7) -> Ask:
    """A question that left at 1 ms."""
    ask = ask6(ASKER, number) if flavour == "solicit" else ask4(flavour, ASKER, number)
    return Ask(ask.flavour, ask.message, 1_000_000)


def reply4(
    ask: Ask, kind: int = 2, yiaddr: str = "192.0.2.100", server: str | None = "192.0.2.1", **fields: Any
) -> Message4:
    """What a server says to a DHCPv4 question; ``kind`` 0 says it as BOOTP does. ``more`` are options."""
    assert isinstance(ask.message, Message4)
    options = [RawOption(53, bytes((kind,)))] if kind else []
    options += [RawOption(54, IPv4Address(server).packed)] if server else []
    options += [RawOption(51, (3600).to_bytes(4))] if kind else []
    options += fields.pop("more", [])
    return Message4(
        **{
            "op": 2, "xid": ask.message.xid, "chaddr": ask.message.chaddr, "yiaddr": IPv4Address(yiaddr),
            "options": tuple(options), **fields,
        }
    )  # fmt: skip  # fields side by side


def frame4(
    message: Message4, source: str = "192.0.2.1", mac: bytes = SERVER_MAC, tags: Sequence[VlanTag] = (), port: int = 68
) -> bytes:
    to = Endpoint(BROADCAST, IPv4Address(0xFFFFFFFF), port)
    return encode_frame(message.encode(), Endpoint(mac, IPv4Address(source), 67), to, tags=tags)


def reply6(ask: Ask, kind: int = 2, *options: RawOption, server: bytes = DUID) -> Message6:
    """What a server says to a Solicit."""
    assert isinstance(ask.message, Message6)
    client = ask.message.first(1) or b""
    return Message6(kind, ask.message.transaction_id, (RawOption(1, client), RawOption(2, server), *options))


def frame6(message: Message6, source: str = SERVER6, mac: bytes = SERVER_MAC) -> bytes:
    to = Endpoint(MAC, IPv6Address("fe80::2"), 546)
    return encode_frame(message.encode(), Endpoint(mac, IPv6Address(source), 547), to)


def leases6() -> tuple[RawOption, RawOption]:
    address = IaAddr(IPv6Address("2001:db8::5"), 1800, 3600).option()
    prefix = IaPrefix(1800, 7200, 56, IPv6Address("2001:db8:1::")).option()
    return IaNa(1, 900, 1400, (address,)).option(), IaPd(1, 900, 1400, (prefix,)).option()


def nothing6() -> RawOption:
    return IaNa(1, options=(StatusCode(2, "no\x1b[31m address").option(),)).option()


def seen(frame: bytes, ask: Ask, at_ns: int = 3_500_000) -> Sighting:
    """A frame that is an answer."""
    found = sight(frame, {ask.key: ask}, at_ns)
    assert isinstance(found, Sighting), found
    return found


def offer(
    server: str = "192.0.2.1", mac: bytes = SERVER_MAC, yiaddr: str = "192.0.2.100", number: int = 7, **fields: Any
) -> Sighting:
    ask = asked(number=number)
    return seen(frame4(reply4(ask, 2, yiaddr, server, **fields), server, mac), ask)


def nak(server: str = "192.0.2.1", mac: bytes = SERVER_MAC) -> Sighting:
    ask = asked()
    message = reply4(ask, 6, "0.0.0.0", server, more=[RawOption(56, b"no\x1b[31m | way")])
    return seen(frame4(message, server, mac), ask)


def advertise(*options: RawOption, server: bytes = DUID) -> Sighting:
    ask = asked("solicit")
    return seen(frame6(reply6(ask, 2, *(options or leases6()), server=server)), ask)


def census(*sightings: Sighting | str) -> Census:
    found = Census()
    for sighting in sightings:
        found.add(sighting)
    return found
