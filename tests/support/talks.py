"""Captured messages of clients and servers at given times, as ``dump`` gets them: real octets in real frames."""

from __future__ import annotations

import struct
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from dhcptools.dump.record import Packet
from dhcptools.packet.ethernet import BROADCAST
from dhcptools.packet.frame import Endpoint, encode_frame
from dhcptools.packet.ia6 import IaAddr, IaNa, StatusCode
from dhcptools.packet.names4 import MESSAGE_TYPES
from dhcptools.packet.names6 import MESSAGE_TYPES as MESSAGE_TYPES6
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import AnyMessage6, Message6, RelayMessage6
from support.captures import enhanced, interface, section

TYPES4 = {name: code for code, name in MESSAGE_TYPES.items()}
TYPES6 = {name.lower(): code for code, name in MESSAGE_TYPES6.items()}
START_NS = 1_769_860_800_000_000_000
MAC = bytes.fromhex("02005e005301")
DUID = b"\0\3\0\1" + MAC
SERVER_MAC = bytes.fromhex("02005e00aa01")
SERVER_DUID = b"\0\3\0\1" + SERVER_MAC
CHOSEN = (RawOption(54, bytes((192, 0, 2, 1))), RawOption(50, bytes((192, 0, 2, 10))))
NOWHERE, EVERYWHERE = IPv4Address(0), IPv4Address(0xFFFFFFFF)
_ASKS4 = frozenset({"discover", "request", "decline", "release", "inform", "leasequery"})
_ANSWERS6 = frozenset({"advertise", "reply", "leasequery-reply", "reconfigure"})


def four(
    kind: str, at_ms: float = 0, *options: RawOption, xid: int = 7, mac: bytes = MAC, server: str = "192.0.2.1",
    ciaddr: str = "0.0.0.0", yiaddr: str = "192.0.2.10", relay: str = "0.0.0.0", number: int = 1,
) -> Packet:  # fmt: skip  # what and when, then who
    """A DHCPv4 message; replies carry option 54 and, unless they refuse, ``yiaddr``."""
    asks = kind in _ASKS4
    giaddr = IPv4Address(relay)
    own = () if asks else (RawOption(54, IPv4Address(server).packed),)
    message = Message4(
        op=1 if asks else 2, xid=xid, chaddr=mac.ljust(16, b"\0"), ciaddr=IPv4Address(ciaddr), giaddr=giaddr,
        yiaddr=NOWHERE if asks or kind == "nak" else IPv4Address(yiaddr),
        options=(RawOption(53, bytes((TYPES4[kind],))), *own, *options),
    )  # fmt: skip  # the header, then options
    told = Endpoint(SERVER_MAC, IPv4Address(server), 67)
    if giaddr != NOWHERE:
        agent = Endpoint(bytes.fromhex("02005e00bb01"), giaddr, 67)
        octets = encode_frame(message.encode(), agent if asks else told, told if asks else agent)
    elif asks:
        to = told if message.ciaddr != NOWHERE else Endpoint(BROADCAST, EVERYWHERE, 67)
        octets = encode_frame(message.encode(), Endpoint(mac, message.ciaddr, 68), to)
    else:
        octets = encode_frame(message.encode(), told, Endpoint(BROADCAST, EVERYWHERE, 68))
    return framed(octets, at_ms, number)


def six(
    kind: str, at_ms: float = 0, *options: RawOption, xid: int = 7, duid: bytes = DUID, server: bytes = SERVER_DUID,
    address: str = "2001:db8::10", status: int = 0, relays: int = 0, number: int = 1,
) -> Packet:  # fmt: skip  # what and when, then who
    """A DHCPv6 message, inside so many relay messages; replies have a server id and an IA_NA with ``address``."""
    answers = kind in _ANSWERS6
    inside: tuple[RawOption, ...] = ()
    if answers:
        given = IaAddr(IPv6Address(address or "::"), 100, 200).option()
        lease = StatusCode(status, "sorry").option() if status else given
        inside = (RawOption(2, server), IaNa(1, options=(lease,)).option()) if address else (RawOption(2, server),)
    own = (RawOption(1, duid),) if duid else ()
    message: AnyMessage6 = Message6(TYPES6[kind], xid, (*own, *inside, *options))
    for hop in range(relays):
        around = (RawOption(9, message.encode()),)
        message = RelayMessage6(13 if answers else 12, hop, IPv6Address("2001:db8::1"), IPv6Address("fe80::5"), around)
    mac = MAC if not relays else bytes.fromhex("02005e00bb01")
    port = 547 if relays else 546
    client = Endpoint(mac, IPv6Address("fe80::5" if not relays else "2001:db8::1"), port)
    told = Endpoint(SERVER_MAC, IPv6Address("fe80::aa"), 547)
    everybody = Endpoint(bytes.fromhex("333300010002"), IPv6Address("ff02::1:2"), 547)
    octets = encode_frame(message.encode(), told if answers else client, client if answers else everybody)
    return framed(octets, at_ms, number)


def over6(inside: Packet, *, relays: int = 0, unicast: bool = False) -> Packet:
    """A packet of DHCPv4 as the same message inside DHCPv6 (RFC 7341), through so many relay agents."""
    octets = inside.payload
    asks = octets[0] == 1
    flags = 1 << 23 if unicast else 0
    message: AnyMessage6 = Message6(20 if asks else 21, flags, (RawOption(87, octets),))
    for hop in range(relays):
        around = (RawOption(9, message.encode()),)
        message = RelayMessage6(12 if asks else 13, hop, IPv6Address("2001:db8::1"), IPv6Address("fe80::5"), around)
    client = Endpoint(MAC, IPv6Address("fe80::5" if not relays else "2001:db8::1"), 547 if relays else 546)
    server = Endpoint(SERVER_MAC, IPv6Address("fe80::aa"), 547)
    frame = encode_frame(message.encode(), client if asks else server, server if asks else client)
    return Packet(inside.number, inside.time_ns, "test.pcap", 1, frame, len(frame))


def framed(octets: bytes, at_ms: float, number: int = 1) -> Packet:
    """A captured frame."""
    return Packet(number, START_NS + round(at_ms * 1_000_000), "test.pcap", 1, octets, len(octets))


def relinked(packet: Packet, link_type: int, *, address: bytes | None = None) -> Packet:
    """The same packet of Ethernet as another link type has it; ``address`` of the sender in cooked captures."""
    octets, kind = packet.octets[14:], packet.octets[12:14]
    mac = packet.octets[6:12] if address is None else address
    if link_type == 113:
        octets = struct.pack("!HHH8s2s", 0, 1, len(mac), mac, kind) + octets
    elif link_type == 276:
        octets = struct.pack("!2sHIHBB8s", kind, 0, 2, 1, 0, len(mac), mac) + octets
    elif link_type == 1:
        octets = packet.octets
    return Packet(packet.number, packet.time_ns, packet.source, link_type, octets, len(octets))


def tagged(packet: Packet, *tags: int) -> Packet:
    """The same packet of Ethernet with VLAN tags of these EtherTypes."""
    octets = packet.octets[:12] + b"".join(struct.pack("!HH", each, 7) for each in tags) + packet.octets[12:]
    return Packet(packet.number, packet.time_ns, packet.source, 1, octets, len(octets))


def written(path: Path, packets: list[Packet], order: str = "<") -> str:
    """A pcap file of nanoseconds with these packets, all of the first one's link type; its name."""
    with path.open("wb") as file:
        link_type = packets[0].link_type if packets else 1
        file.write(struct.pack(order + "IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 65535, link_type))
        for packet in packets:
            seconds, rest = divmod(packet.time_ns or 0, 1_000_000_000)
            file.write(struct.pack(order + "4I", seconds, rest, len(packet.octets), packet.length) + packet.octets)
    return str(path)


def written_ng(path: Path, packets: list[Packet], order: str = "<", between: bytes = b"") -> str:
    """The same as a pcapng file of microseconds, with blocks after every third packet; its name."""
    link_type = packets[0].link_type if packets else 1
    with path.open("wb") as file:
        file.write(section(order) + interface(link_type, order) * 2)
        for number, packet in enumerate(packets):
            ticks = (packet.time_ns or 0) // 1000
            file.write(enhanced(packet.octets, ticks, order, number % 2))
            file.write(between if number % 3 == 2 else b"")
    return str(path)


def dora(at_ms: float = 0, **who: object) -> list[Packet]:
    """DISCOVER, OFFER, REQUEST, ACK, a millisecond each."""
    lease = RawOption(51, (3600).to_bytes(4))
    return [
        four("discover", at_ms, **who),  # type: ignore[arg-type]  # the keywords of four
        four("offer", at_ms + 1, lease, **who),  # type: ignore[arg-type]
        four("request", at_ms + 2, *CHOSEN, **who),  # type: ignore[arg-type]
        four("ack", at_ms + 3, lease, **who),  # type: ignore[arg-type]
    ]


def sarr(at_ms: float = 0, **who: object) -> list[Packet]:
    """SOLICIT, ADVERTISE, REQUEST, REPLY, a millisecond each, with two transaction ids."""
    return [
        six("solicit", at_ms, xid=1, **who),  # type: ignore[arg-type]  # the keywords of six
        six("advertise", at_ms + 1, xid=1, **who),  # type: ignore[arg-type]
        six("request", at_ms + 2, RawOption(2, SERVER_DUID), xid=2, **who),  # type: ignore[arg-type]
        six("reply", at_ms + 3, xid=2, **who),  # type: ignore[arg-type]
    ]
