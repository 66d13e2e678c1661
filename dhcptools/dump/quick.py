"""Which packets are worth decoding, told from a few octets at fixed places.

The common frame is Ethernet with IPv4 without options, or IPv6 without extension headers, and UDP: its ports are found
without making an object. Whatever is uncommon is ``MAYBE``, for :class:`~dhcptools.dump.record.Packet` to decide.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from dhcptools.packet.links import ETHERNET


class Look(Enum):
    """What a look at a frame says."""

    NO = "not for us"
    YES = "from or to one of the ports"
    MAYBE = "look closer"


NO, YES, MAYBE = Look.NO, Look.YES, Look.MAYBE
_DEEPER: Final = frozenset({b"\x81\x00", b"\x88\xa8", b"\x91\x00", b"\x88\x64"})  # VLAN tags, PPPoE
_EXTENSIONS: Final = frozenset({0, 43, 44, 51, 60})


def look(link_type: int, octets: bytes, ports: frozenset[int]) -> Look:
    """Whether a frame is UDP from or to one of ``ports``."""
    if link_type != ETHERNET or len(octets) < 62:
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
    else:
        return MAYBE if kind in _DEEPER else NO
    if octets[at] << 8 | octets[at + 1] in ports or octets[at + 2] << 8 | octets[at + 3] in ports:
        return YES
    return NO
