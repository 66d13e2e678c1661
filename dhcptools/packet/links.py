"""Link types of capture files: what stands before the IP header, and where that is.

Rules this file keeps:

- nothing raises: a header that is cut short, or a protocol that is not IP, gives no frame, and ``problems`` says why
  where it is a fault;
- offsets are those in the octets captured, whatever stands before IP.

Numbers and layouts: https://www.tcpdump.org/linktypes.html.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, NamedTuple

from dhcptools.packet.errors import DecodeError
from dhcptools.packet.ethernet import (
    ETHERTYPE_IPV4,
    ETHERTYPE_IPV6,
    ETHERTYPE_PPPOE,
    PPP_TYPES,
    VlanTag,
    enter_ethertype,
)
from dhcptools.packet.frame import Frame

ETHERNET: Final = 1
SLL: Final = 113
SLL2: Final = 276
NULL: Final = 0
LOOP: Final = 108
PPP: Final = 9
PPP_HDLC: Final = 50
PPPOE: Final = 51
RAW: Final = frozenset({12, 14, 101, 228, 229})

NAMES: Final = MappingProxyType({
    NULL: "null", ETHERNET: "ethernet", PPP: "ppp", 12: "raw", 14: "raw", PPP_HDLC: "ppp-hdlc", PPPOE: "pppoe",
    101: "raw", LOOP: "loop", SLL: "linux-sll", 228: "ipv4", 229: "ipv6", SLL2: "linux-sll2",
})  # fmt: skip  # the link types that are entered here
"""Link types that are entered here; what else there is needs another reader."""

_IP_TYPES: Final = (ETHERTYPE_IPV4, ETHERTYPE_IPV6)
_SLL: Final = struct.Struct("!HHH8sH")
_SLL2: Final = struct.Struct("!HHIHBB8s")


@dataclass(frozen=True, slots=True)
class Cooked:
    """A header of Linux's cooked captures, which have no destination and any hardware.

    ``packet_type`` 0 to us, 1 broadcast, 2 multicast, 3 between others, 4 sent by us. ``interface`` is the number of
    the interface where the header has one (SLL2).
    """

    packet_type: int
    hardware_type: int
    address: bytes
    interface: int | None = None
    tags: tuple[VlanTag, ...] = ()


class Below(NamedTuple):
    """A frame entered: ``frame`` None where it holds no IP, ``cooked`` for cooked captures alone."""

    frame: Frame | None
    cooked: Cooked | None = None
    problems: tuple[DecodeError, ...] = ()


def enter(link_type: int, data: bytes, *, checksums: bool = True) -> Below:
    """The layers of a captured packet down to UDP. Never raises."""
    if link_type == ETHERNET:
        try:
            return Below(Frame.decode(data, checksums=checksums))
        except DecodeError as error:
            return Below(None, None, (error,))
    if link_type in RAW:
        return Below(Frame.decode_ip(data, checksums=checksums))
    if link_type in {SLL, SLL2}:
        return _cooked(link_type, data, checksums)
    if link_type in {NULL, LOOP}:
        if len(data) < 4:
            return _short("a loopback header", 4, data)
        return Below(Frame.decode_ip(data, 4, checksums=checksums))
    if link_type in {PPP, PPP_HDLC, PPPOE}:
        return _ppp(link_type, data, checksums)
    return Below(None)


def cooked_header(link_type: int, data: bytes, problems: list[DecodeError]) -> tuple[Cooked, int, int] | None:
    """The header of a cooked packet, the EtherType of what follows it and where that is; None when it is cut short."""
    if link_type == SLL:
        if len(data) < _SLL.size:
            return None
        packet_type, hardware_type, octets, address, protocol = _SLL.unpack_from(data)
        interface, at = None, _SLL.size
    else:
        if len(data) < _SLL2.size:
            return None
        protocol, _, interface, hardware_type, packet_type, octets, address = _SLL2.unpack_from(data)
        at = _SLL2.size
    inside = enter_ethertype(data, protocol, at, problems)
    cooked = Cooked(packet_type, hardware_type, address[: min(octets, 8)], interface, inside.tags)
    return cooked, inside.ethertype, inside.at


def _cooked(link_type: int, data: bytes, checksums: bool) -> Below:
    problems: list[DecodeError] = []
    found = cooked_header(link_type, data, problems)
    if found is None:
        return _short("a cooked header", _SLL.size if link_type == SLL else _SLL2.size, data)
    cooked, ethertype, at = found
    if ethertype not in _IP_TYPES:
        return Below(None, cooked, tuple(problems))
    return Below(_with(Frame.decode_ip(data, at, checksums=checksums), problems), cooked)


def _ppp(link_type: int, data: bytes, checksums: bool) -> Below:
    """PPP, with or without its address and control octets (RFC 1662 §3.2), or a PPPoE session without Ethernet."""
    if link_type == PPPOE:
        problems: list[DecodeError] = []
        inside = enter_ethertype(data, ETHERTYPE_PPPOE, 0, problems)
        if inside.ethertype not in _IP_TYPES:
            return Below(None, None, tuple(problems))
        return Below(_with(Frame.decode_ip(data, inside.at, checksums=checksums), problems))
    at = 2 if data[:2] == b"\xff\x03" else 0
    if len(data) < at + 2:
        return _short("a PPP header", at + 2, data)
    if int.from_bytes(data[at : at + 2]) not in PPP_TYPES:
        return Below(None)
    return Below(Frame.decode_ip(data, at + 2, checksums=checksums))


def _with(frame: Frame, problems: list[DecodeError]) -> Frame:
    return replace(frame, problems=(*problems, *frame.problems)) if problems else frame


def _short(what: str, need: int, data: bytes) -> Below:
    return Below(None, None, (DecodeError(f"{what} needs {need} octets, has {len(data)}", 0),))
