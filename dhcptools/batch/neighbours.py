"""Neighbor Discovery (RFC 4861) for many hosts on one link: who is asked for, and the answers, as rows of frames.

Rules this file keeps:

- hosts have the link-local addresses that their MAC addresses make (RFC 4291 appendix A), so an address says whose it
  is, and no table of addresses is kept;
- a solicitation counts only when RFC 4861 §7.1.1 lets it count and somebody is to be answered; its checksum is not
  looked at, since a host's own links often leave it to the network card;
- frames with VLAN tags inside, and extension headers, are nobody's solicitation here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import U16, U32, U64, Flags, Integers, Lengths, Rows, column, write48
from dhcptools.packet.ethernet import ETHERTYPE_IPV6, VlanTag
from dhcptools.packet.ip import ICMPV6

SOLICITATION: Final = 135
"""The ICMPv6 type of a Neighbor Solicitation."""

_ADVERTISEMENT: Final = 136
_ETHERNET, _IPV6, _ICMP = 14, 14 + 40, 32  # where the headers end in a frame without tags; octets of an advertisement
_SOLICITED_OVERRIDE: Final = 0x60000000
_PREFIX: Final = 0xFE80 << 48
_FFFE: Final = np.uint64(0xFFFE << 24)
_OWN: Final = np.uint64(0xFFFF << 24)
_LOCAL: Final = np.uint64(1 << 57)  # the universal/local bit, which an interface identifier has inverted


def link_local(macs: NDArray[np.uint64]) -> Rows:
    """The link-local address of each MAC address (n,), uint8 (n, 16)."""
    high = (macs >> np.uint64(24)) << np.uint64(40)
    identifiers = (high | _FFFE | (macs & np.uint64(0xFFFFFF))) ^ _LOCAL
    addresses = np.empty((len(macs), 2), U64)
    addresses[:, 0], addresses[:, 1] = _PREFIX, identifiers
    return addresses.view(np.uint8)


@dataclass(frozen=True, slots=True)
class Solicited:
    """Hosts that are asked for: ``lines`` of the batch, int64 (m,), and the MAC address of each, uint64 (m,)."""

    lines: Integers
    macs: NDArray[np.uint64]

    def take(self, which: Flags) -> Solicited:
        """Some of them."""
        return Solicited(self.lines[which], self.macs[which])


def solicited(rows: Rows, lengths: Lengths) -> Solicited:
    """Who is asked for in uint8 ``rows`` (n, stride), of which ``lengths`` (n,) octets count."""
    if rows.shape[1] < _IPV6 + 24:
        return Solicited(np.zeros(0, np.int64), np.zeros(0, np.uint64))
    found: Flags = (column(rows, 12, U16) == ETHERTYPE_IPV6) & (rows[:, 20] == ICMPV6) & (rows[:, 21] == 255)
    found &= (rows[:, _ETHERNET] >> 4 == 6) & (column(rows, _IPV6, U16) == SOLICITATION << 8)
    octets = column(rows, 18, U16).astype(np.int64)
    found &= (octets >= 24) & (np.asarray(lengths, np.int64) >= octets + _IPV6)
    found &= (column(rows, 22, U64) | column(rows, 30, U64)) != 0  # from nobody: who asks is not to be answered there
    high, low = column(rows, _IPV6 + 8, U64), column(rows, _IPV6 + 16, U64).astype(np.uint64)
    found &= (high == _PREFIX) & (low & _OWN == _FFFE)
    lines = np.flatnonzero(found)
    identifiers = low[lines] ^ _LOCAL
    return Solicited(lines, (identifiers >> np.uint64(40)) << np.uint64(24) | identifiers & np.uint64(0xFFFFFF))


def advertisements(rows: Rows, asked: Solicited, tags: Sequence[VlanTag] = ()) -> Rows:
    """The frames that answer (RFC 4861 §7.2.4), each from the MAC address asked for, on the VLAN of ``tags``.

    ``rows`` are those that ``asked`` was read from.
    """
    questions = rows[asked.lines]
    tagged = b"".join(tag.encode() for tag in tags)
    at = 12 + len(tagged)
    frames = np.zeros((len(questions), at + 2 + 40 + _ICMP), np.uint8)
    if not len(questions):
        return frames
    frames[:, :6] = questions[:, 6:12]
    write48(frames, 6, asked.macs)
    frames[:, 12:at] = np.frombuffer(tagged, np.uint8)
    column(frames, at, U16)[:] = ETHERTYPE_IPV6
    ip, icmp = at + 2, at + 42
    frames[:, ip] = 6 << 4
    column(frames, ip + 4, U16)[:] = _ICMP
    frames[:, ip + 6], frames[:, ip + 7] = ICMPV6, 255
    target = questions[:, _IPV6 + 8 : _IPV6 + 24]
    frames[:, ip + 8 : ip + 24], frames[:, ip + 24 : ip + 40] = target, questions[:, 22:38]
    frames[:, icmp] = _ADVERTISEMENT
    column(frames, icmp + 4, U32)[:] = _SOLICITED_OVERRIDE
    frames[:, icmp + 8 : icmp + 24] = target
    column(frames, icmp + 24, U16)[:] = 2 << 8 | 1  # Target Link-Layer Address, eight octets (RFC 4861 §4.6.1)
    write48(frames, icmp + 26, asked.macs)
    words = np.ascontiguousarray(frames[:, ip + 8 :]).view(U16)
    total = words.sum(1, dtype=np.uint32) + np.uint32(_ICMP + ICMPV6)  # what is before the addresses counts as these
    for _ in range(2):
        total = (total & 0xFFFF) + (total >> 16)
    column(frames, icmp + 2, U16)[:] = 0xFFFF - total
    return frames
