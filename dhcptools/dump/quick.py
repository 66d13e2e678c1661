"""Which packets are worth decoding, told from a few octets at fixed places.

The common frame is Ethernet with IPv4 without options, or IPv6 without extension headers, and UDP: its ports are found
without making an object, and so they are behind VLAN tags and PPPoE, in cooked captures, raw and loopback packets.
Whatever is uncommon is ``MAYBE``, for :class:`~dhcptools.dump.record.Packet` to decide.
"""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType
from typing import Final

from dhcptools.packet.links import ETHERNET, LOOP, NULL, RAW, SLL, SLL2


class Look(Enum):
    """What a look at a frame says."""

    NO = "not for us"
    YES = "from or to one of the ports"
    MAYBE = "look closer"


NO, YES, MAYBE = Look.NO, Look.YES, Look.MAYBE
_OPTIONS4: Final = 282  # Ethernet, IPv4, UDP, the header of BOOTP and the cookie
_IPV4, _IPV6 = b"\x08\x00", b"\x86\xdd"
_TAGS: Final = frozenset({b"\x81\x00", b"\x88\xa8", b"\x91\x00"})
_PPPOE: Final = b"\x88\x64"
_PPP_KINDS: Final = MappingProxyType({b"\x00\x21": _IPV4, b"\x00\x57": _IPV6})
_EXTENSIONS: Final = frozenset({0, 43, 44, 51, 60})


def plain(link_type: int, octets: bytes) -> int:
    """Where the DHCP message starts in a frame of the common shape whose lengths are right; 0 for other frames.

    Ethernet without tags, IPv4 without options and no fragment, or IPv6 without extension headers, and a message that
    has its fixed header whole.
    """
    if link_type != ETHERNET or len(octets) < 66:
        return 0
    kind = octets[12:14]
    if kind == b"\x08\x00":
        total = octets[16] << 8 | octets[17]
        if (
            len(octets) < _OPTIONS4 or octets[14] != 0x45 or octets[23] != 17 or octets[20] & 0x3F or octets[21]
            or total + 14 > len(octets) or octets[38] << 8 | octets[39] != total - 20 or total < _OPTIONS4 - 14
        ):  # fmt: skip  # what the common shape is
            return 0
        return 42
    if kind != b"\x86\xdd" or octets[20] != 17:
        return 0
    total = octets[18] << 8 | octets[19]
    whole = 12 <= total <= len(octets) - 54 and octets[58] << 8 | octets[59] == total
    return 62 if whole and octets[14] >> 4 == 6 else 0


def ip_at(link_type: int, octets: bytes) -> int:
    """Where the IP header starts, behind two VLAN tags at most, and PPPoE; -1 where that needs a closer look."""
    if link_type == ETHERNET:
        at, kind = 14, octets[12:14]
    elif link_type == SLL2:
        at, kind = 20, octets[:2]
    elif link_type == SLL:
        at, kind = 16, octets[14:16]
    elif link_type in RAW:
        return 0
    else:
        return 4 if link_type in {NULL, LOOP} else -1
    for _ in range(2):
        if kind in _TAGS:
            at, kind = at + 4, octets[at + 2 : at + 4]
    if kind == _PPPOE and len(octets) >= at + 8 and at + 6 + (octets[at + 4] << 8 | octets[at + 5]) <= len(octets):
        at, kind = at + 8, _PPP_KINDS.get(octets[at + 6 : at + 8], b"")
    return at if kind in {_IPV4, _IPV6} else -1


def _look_at(octets: bytes, at: int, ports: frozenset[int]) -> Look:
    """The same of a packet whose IP header stands at ``at``."""
    if at < 0 or len(octets) < at + 48:
        return MAYBE
    if octets[at] == 0x45:
        if octets[at + 9] != 17:
            return NO
        if octets[at + 6] & 0x3F or octets[at + 7]:
            return MAYBE
        at += 20
    elif octets[at] >> 4 == 6:
        if octets[at + 6] != 17:
            return MAYBE if octets[at + 6] in _EXTENSIONS else NO
        at += 40
    else:
        return MAYBE
    if octets[at] << 8 | octets[at + 1] in ports or octets[at + 2] << 8 | octets[at + 3] in ports:
        return YES
    return NO


def look(link_type: int, octets: bytes, ports: frozenset[int]) -> Look:
    """Whether a frame is UDP from or to one of ``ports``."""
    if link_type != ETHERNET:
        return _look_at(octets, ip_at(link_type, octets), ports)
    if len(octets) < 62:
        return MAYBE
    kind = octets[12:14]
    if kind == b"\x08\x00":
        if octets[23] != 17:
            return NO
        if octets[14] != 0x45 or octets[20] & 0x3F or octets[21]:
            return MAYBE
        at = 34
    elif kind == b"\x86\xdd":
        if octets[20] != 17:
            return MAYBE if octets[20] in _EXTENSIONS else NO
        at = 54
    elif kind in _TAGS or kind == _PPPOE:
        return _look_at(octets, ip_at(link_type, octets), ports)
    else:
        return NO
    if octets[at] << 8 | octets[at + 1] in ports or octets[at + 2] << 8 | octets[at + 3] in ports:
        return YES
    return NO
