"""Talking to the server's engines in tests: configurations in Kea's words, messages in few words."""

from __future__ import annotations

import json
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from dhcpserver.engine4 import Engine4
from dhcpserver.engine6 import Engine6
from dhcpserver.reply4 import Context4, Reply4
from dhcpserver.reply6 import Context6
from dhcptools.kea.config import read_config
from dhcptools.kea.dialect import parse
from dhcptools.kea.model import Config
from dhcptools.packet.ia6 import IaAddr, IaNa, IaPd, IaPrefix
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6

SECOND = 1_000_000_000
SERVER = IPv4Address("192.0.2.1")
LINK = Context4(local=SERVER, interface="eth0", index=2)
UNICAST = Context4(source=IPv4Address("192.0.2.10"), local=SERVER, unicast=True, interface="eth0", index=2)
LINK6 = Context6(source=IPv6Address("fe80::2"), interface="eth0", index=2)
DUID = bytes.fromhex("00030001020000000001")
SERVER_DUID = bytes.fromhex("0003000102000000ffff")


def config4(subnet: dict[str, Any] | None = None, *, more: list[dict[str, Any]] | None = None, **top: Any) -> Config:
    """A DHCPv4 configuration with one subnet, 192.0.2.0/24 on eth0 with a pool of four unless told otherwise."""
    one = {"id": 1, "subnet": "192.0.2.0/24", "interface": "eth0", "pools": [{"pool": "192.0.2.10 - 192.0.2.13"}]}
    return read(Dhcp4={"subnet4": [{**one, **(subnet or {})}, *(more or [])], **top})


def config6(subnet: dict[str, Any] | None = None, **top: Any) -> Config:
    """A DHCPv6 configuration with one subnet, 2001:db8:1::/64 on eth0."""
    one = {
        "id": 1, "subnet": "2001:db8:1::/64", "interface": "eth0",
        "pools": [{"pool": "2001:db8:1::10-2001:db8:1::13"}],
        "pd-pools": [{"prefix": "2001:db8:100::", "prefix-len": 54, "delegated-len": 56}],
    }  # fmt: skip  # a subnet
    return read(Dhcp6={"subnet6": [{**one, **(subnet or {})}], **top})


def read(**top: Any) -> Config:
    return read_config(parse(json.dumps(top).encode(), "test.conf"))


def discover(client: int = 1, *options: RawOption, **fields: Any) -> Message4:
    return message4(1, client, *options, **fields)


def message4(kind: int, client: int = 1, *options: RawOption, **fields: Any) -> Message4:
    """A message of a client known by a number."""
    chaddr = bytes((2, 0)) + client.to_bytes(4) + bytes(10)
    return Message4(xid=client, chaddr=chaddr, options=(RawOption(53, bytes((kind,))), *options), **fields)


def opt4(code: int, value: bytes | str) -> RawOption:
    return RawOption(code, IPv4Address(value).packed if isinstance(value, str) else value)


def select4(offer: Message4, client: int = 1, *options: RawOption) -> Message4:
    """The REQUEST that follows an OFFER."""
    server_id = offer.first(54) or b""
    return message4(3, client, RawOption(50, offer.yiaddr.packed), RawOption(54, server_id), *options)


def lease4(engine: Engine4, client: int = 1, now: int = 0, *options: RawOption) -> Reply4:
    """DISCOVER, OFFER, REQUEST, ACK."""
    (offer,) = engine.handle(discover(client, *options), LINK, now)
    (ack,) = engine.handle(select4(offer.message, client, *options), LINK, now)
    assert kind4(ack) == 5
    return ack


def kind4(reply: Reply4) -> int | None:
    return reply.message.message_type


def na(iaid: int = 1, *addresses: str, preferred: int = 0, valid: int = 0) -> RawOption:
    inside = tuple(IaAddr(IPv6Address(text), preferred, valid).option() for text in addresses)
    return IaNa(iaid, options=inside).option()


def pd(iaid: int = 1, *prefixes: tuple[str, int]) -> RawOption:
    inside = tuple(IaPrefix(0, 0, length, IPv6Address(text)).option() for text, length in prefixes)
    return IaPd(iaid, options=inside).option()


def message6(kind: int, *options: RawOption, duid: bytes = DUID, server: bytes = b"") -> Message6:
    own = [RawOption(1, duid)] if duid else []
    if server:
        own.append(RawOption(2, server))
    return Message6(kind, 0x123456, (*own, *options))


def relay6(inner: Message6 | RelayMessage6, link: str, *options: RawOption, hops: int = 0) -> RelayMessage6:
    around = (*options, RawOption(9, inner.encode()))
    return RelayMessage6(12, hops, IPv6Address(link), IPv6Address("fe80::9"), around)


def engine6(**subnet: Any) -> Engine6:
    return Engine6(config6(subnet), SERVER_DUID)


def answer6(engine: Engine6, message: Message6 | RelayMessage6, now: int = 0) -> Message6:
    (reply,) = engine.handle(message, LINK6, now)
    assert isinstance(reply.message, Message6)
    return reply.message


def ia_na(message: Message6, index: int = 0) -> IaNa:
    return IaNa.decode(message.all(3)[index].data)


def ia_pd(message: Message6, index: int = 0) -> IaPd:
    return IaPd.decode(message.all(25)[index].data)
