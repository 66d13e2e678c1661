"""What stands before the IP headers of many packets of one link type (https://www.tcpdump.org/linktypes.html).

Rules this file keeps:

- a packet whose outer header is of the common shape has its IP header found here; every other one (tags of more than
  one VLAN, PPPoE, hardware addresses of another length) is left to the object plane, which is what
  :func:`dhcptools.packet.links.enter` says of it.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from dhcptools.batch.columns import Flags, Integers
from dhcptools.dump.buffer import Buffer
from dhcptools.packet.ethernet import ETHERTYPE_IPV4, ETHERTYPE_IPV6, ETHERTYPE_PPPOE, VLAN_TYPES
from dhcptools.packet.links import ETHERNET, RAW, SLL, SLL2

_FOREIGN, _FOUR, _SIX, _TAGGED, _DEEPER = range(5)
_KIND: Final = np.zeros(1 << 16, np.uint8)
"""By EtherType."""
_KIND[ETHERTYPE_IPV4], _KIND[ETHERTYPE_IPV6], _KIND[ETHERTYPE_PPPOE] = _FOUR, _SIX, _DEEPER
_KIND[list(VLAN_TYPES)] = _TAGGED
_KIND.flags.writeable = False


class Outer(NamedTuple):
    """Offsets in a packet: EtherType, IP header, hardware address of the sender, and octets that say how long that is.

    -1 stands for what a link type has not. ``octets`` has the place and width of the length, which must be 6.
    """

    ethertype: int
    ip: int
    mac: int
    octets: tuple[int, int] = (-1, 0)


OUTER: Final = MappingProxyType({
    ETHERNET: Outer(12, 14, 6),
    SLL: Outer(14, 16, 6, (4, 2)),
    SLL2: Outer(0, 20, 12, (11, 1)),
    **dict.fromkeys(RAW, Outer(-1, 0, -1)),
})  # fmt: skip  # a line each
"""Link types that are read by columns."""


class Inner(NamedTuple):
    """Of n packets: which have IPv4, which IPv6, where that starts, and where the sender's hardware address is.

    ``foreign`` ones have neither, for certain. ``mac`` is None for a link type without hardware addresses.
    """

    four: Flags
    six: Flags
    foreign: Flags
    ip: Integers
    mac: Integers | None


def inside(buffer: Buffer, outer: Outer, at: Integers) -> Inner:
    """Look for the IP headers of the packets at ``at`` (n,); one tag of a VLAN is stepped over."""
    ip = at + outer.ip
    if outer.ethertype < 0:
        version = buffer.flat[ip] >> 4
        return Inner(version == 4, version == 6, (version != 4) & (version != 6), ip, None)
    ethertype = buffer.u16[at + outer.ethertype]
    four, six = ethertype == ETHERTYPE_IPV4, ethertype == ETHERTYPE_IPV6
    foreign = ~(four | six)
    rows = np.flatnonzero(foreign)
    if len(rows):
        kind = _KIND[ethertype[rows]]
        foreign[rows] = kind == _FOREIGN
        rows = rows[kind == _TAGGED]
        kind = _KIND[buffer.u16[ip[rows] + 2]]
        ip[rows] += 4
        four[rows], six[rows], foreign[rows] = kind == _FOUR, kind == _SIX, kind == _FOREIGN
    place, width = outer.octets
    if width:
        usual = (buffer.u16[at + place] if width == 2 else buffer.flat[at + place]) == 6
        four, six = four & usual, six & usual
    return Inner(four, six, foreign, ip, at + outer.mac)
