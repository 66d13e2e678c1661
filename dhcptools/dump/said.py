"""What one packet says in the exchange it belongs to, of both families and from inside relay chains.

Rules this file keeps:

- nothing raises, whatever the octets are: what is not there is empty or None;
- ``client`` is who the exchange is kept by: chaddr in DHCPv4 (the relay agent in a leasequery, whose answer names the
  chaddr of somebody else, RFC 4388 §6.4), the DUID in DHCPv6, or the client's address where it tells no DUID;
- ``leg`` is where on the way the packet was seen: 0 on the client's link, n inside n relay messages; in DHCPv4 1 where
  it is between relay agent and server. The same message on two legs is no retransmission. An INFORM has one leg: its
  answer goes to the client itself (RFC 2131 §4.3.5);
- DHCPv4 inside DHCPv6 (RFC 7341) is what the DHCPv4 message says; its relay agents are those of DHCPv6.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple

from dhcptools.dump.fields import carried4, messages6
from dhcptools.dump.record import Packet
from dhcptools.dump.tables_acts import (
    ACTS,
    BOOTREPLY,
    BOOTREQUEST,
    BY_TYPE4,
    BY_TYPE6,
    INFORM,
    INFORM_ACK,
    OTHER_ACT,
    RAPID_ACK,
    RAPID_REPLY,
    REBIND,
    REBOOT,
    RENEW,
    Act,
)
from dhcptools.exchange import bindings6
from dhcptools.packet.duid import Duid
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.names4 import MESSAGE_TYPES_RFC
from dhcptools.packet.names6 import SUCCESS, message_name
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6
from dhcptools.packet.view4 import View4, view

_NOBODY = IPv4Address(0)
_EVERYBODY = IPv4Address(0xFFFFFFFF)
_UNICAST = 1 << 23  # RFC 7341 §6.2: the message would go to one address without DHCPv6 around it
_QUERIES = frozenset({10, 11, 12, 13})


class Said(NamedTuple):
    """One message. Times are nanoseconds since 1970 or None, lifetimes seconds, addresses text."""

    number: int
    time_ns: int | None
    act: int
    name: str
    family: int
    xid: int
    client: bytes
    leg: int
    mac: bytes = b""
    identifier: bytes = b""  # option 61, or the DUID
    relay: str = ""
    server: str = ""  # option 54, or the DUID in hexadecimal
    source: str = ""
    source_mac: str = ""
    addresses: tuple[str, ...] = ()  # given by a reply; asked for by a request
    lifetime_s: int | None = None
    refusal: str = ""  # a NAK's or a status code's words
    hostname: str = ""
    vendor: bytes = b""
    carried: bool = False  # DHCPv4 inside DHCPv6

    @property
    def row(self) -> Act:
        """What it does."""
        return ACTS[self.act]


def said(packet: Packet) -> Said | None:
    """What a packet says; None where no DHCP message could be read."""
    message = packet.message
    if isinstance(message, Message4):
        logical = packet.logical
        return None if logical is None else _said4(packet, message, logical, None)
    stack = messages6(packet)
    if not stack or not isinstance(stack[-1], Message6):
        return None
    relays = [each for each in stack if isinstance(each, RelayMessage6)]
    carried = carried4(packet)
    if carried is None:
        return _said6(packet, stack[-1], relays)
    way = _Way(
        broadcast=not stack[-1].transaction_id & _UNICAST, leg=len(relays),
        relay=str(relays[-1].link_address) if relays else "", carried=True,
    )  # fmt: skip  # where the DHCPv6 messages say it is
    return _said4(packet, carried, view(carried), way)


def act4(message: Message4, options: View4, broadcast: bool) -> int:
    """Which row of ACTS a DHCPv4 message is; ``broadcast``: it was sent to all (RFC 2131 §4.3.2, §4.3.5)."""
    kind = options.get(53)
    if kind is None or len(kind) != 1:
        return BOOTREQUEST if message.op == 1 else BOOTREPLY
    if kind[0] == 3 and options.get(54) is None:
        if message.ciaddr != _NOBODY:
            return REBIND if broadcast else RENEW
        return REBOOT
    if kind[0] == 5:
        if options.get(80) is not None:
            return RAPID_ACK
        if message.yiaddr == _NOBODY:
            return INFORM_ACK
    return BY_TYPE4.get(kind[0], OTHER_ACT)


class _Way(NamedTuple):
    """How a DHCPv4 message was seen, where its own header does not say: to all or not, on which leg, by whose relay."""

    broadcast: bool
    leg: int
    relay: str
    carried: bool = False


def _way4(packet: Packet, message: Message4, options: View4, broadcast: bool) -> _Way:
    act = ACTS[act4(message, options, broadcast)]
    relayed = message.giaddr != _NOBODY and (act.request or packet.ports[1] != 68) and act.stage != INFORM
    return _Way(broadcast, 1 if relayed else 0, str(message.giaddr) if message.giaddr != _NOBODY else "")


def _said4(packet: Packet, message: Message4, options: View4, way: _Way | None) -> Said:
    source, source_mac, destination = _ends(packet)
    way = way or _way4(packet, message, options, destination == _EVERYBODY)
    act = act4(message, options, way.broadcast)
    kind = options.get(53) or b"\0"
    request = ACTS[act].request
    query = kind[0] in _QUERIES
    asked = options.get(50) or b""
    if request:
        address = IPv4Address(asked) if len(asked) == 4 else message.ciaddr
    else:
        address = message.yiaddr if message.yiaddr != _NOBODY else message.ciaddr
    server = options.get(54) or b""
    lifetime = options.get(51) or b""
    refusal = _text(options.get(56) or b"") or "no reason given" if ACTS[act].label == "nak" else ""
    return Said(
        packet.number, packet.time_ns, act, _name4(kind[0], act), 4, message.xid,
        message.giaddr.packed if query else message.hardware_address, way.leg,
        message.hardware_address, options.get(61) or b"", way.relay,
        str(IPv4Address(server)) if len(server) == 4 else "", str(source or ""), source_mac,
        (str(address),) if address != _NOBODY else (),
        int.from_bytes(lifetime) if len(lifetime) == 4 else None, refusal, _text(options.get(12) or b""),
        options.get(60) or b"", way.carried,
    )  # fmt: skip  # the order of Said


def _said6(packet: Packet, message: Message6, relays: list[RelayMessage6]) -> Said:
    source, source_mac, destination = _ends(packet)
    act = BY_TYPE6.get(message.msg_type, OTHER_ACT)
    if message.msg_type == 7 and message.first(14) is not None:
        act = RAPID_REPLY
    request = ACTS[act].request
    duid, server = message.first(1) or b"", message.first(2) or b""
    end = source if request else destination
    peer = relays[-1].peer_address if relays else end
    client = duid or (b"" if peer is None else peer.packed)
    found = bindings6.read(message)
    refusals = [each.status for each in found.statuses if each.status.status_code != SUCCESS]
    try:
        own = bindings6.status_of(message)
    except DecodeError:
        own = None
    if own is not None and own.status_code != SUCCESS:
        refusals.insert(0, own)
    addresses = tuple(
        str(each.address) if each.prefix_length == 128 and each.ia != 25 else f"{each.address}/{each.prefix_length}"
        for each in found.bindings
    )
    vendor = message.first(16) or b""
    return Said(
        packet.number, packet.time_ns, act, message_name(message.msg_type), 6, message.transaction_id, client,
        len(relays), _mac6(packet, duid, relays, request), duid, str(relays[-1].link_address) if relays else "",
        server.hex(), str(source or ""), source_mac, addresses,
        min((each.valid_lifetime_s for each in found.bindings), default=None),
        ", ".join(dict.fromkeys(bindings6.status_text(each) for each in refusals)), _name6(message.first(39) or b""),
        vendor[6:] if len(vendor) > 6 else b"",
    )  # fmt: skip  # the order of Said


def _mac6(packet: Packet, duid: bytes, relays: list[RelayMessage6], request: bool) -> bytes:
    """The client's hardware address: of its DUID, as a relay agent tells it (RFC 6939), or of its own frame."""
    address = Duid(duid).link_layer_address if duid else None
    if address is not None:
        return address
    for relay in relays:
        told = relay.first(79)
        if told is not None and len(told) > 2:
            return told[2:]
    frame = packet.frame
    if relays or frame is None or frame.ethernet is None:
        return b""
    return frame.ethernet.source if request else frame.ethernet.destination


def _ends(packet: Packet) -> tuple[IPv4Address | IPv6Address | None, str, IPv4Address | IPv6Address | None]:
    """Source address, source MAC address, destination address."""
    frame = packet.frame
    if frame is None or frame.ip is None:
        return None, "", None
    mac = frame.ethernet.source.hex(":") if frame.ethernet is not None else ""
    if packet.cooked is not None:
        mac = packet.cooked.address.hex(":")
    return frame.ip.source, mac, frame.ip.destination


def _name4(kind: int, act: int) -> str:
    if act in {BOOTREQUEST, BOOTREPLY}:
        return ACTS[act].name
    return MESSAGE_TYPES_RFC.get(kind, f"type {kind}").removeprefix("DHCP")


def _text(octets: bytes) -> str:
    return octets.rstrip(b"\0").decode("utf-8", "backslashreplace")


def _name6(octets: bytes) -> str:
    """The name of a Client FQDN option (RFC 4704 §4), as far as it can be read; labels have no compression there."""
    labels, at = [], 1
    while at < len(octets) and 0 < octets[at] < 64:
        labels.append(_text(octets[at + 1 : at + 1 + octets[at]]))
        at += 1 + octets[at]
    return ".".join(labels)
