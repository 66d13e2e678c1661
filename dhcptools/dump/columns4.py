"""DHCPv4 messages of a buffer read by columns (RFC 2131 §2, RFC 2132); what is not of the common shape is left."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.areas import Areas, areas4
from dhcptools.batch.columns import Flags, Integers
from dhcptools.dump.buffer import Buffer
from dhcptools.dump.columns import (
    Numbers,
    Part,
    ServerName,
    address_text,
    mix,
    mix_octets,
    mix_short,
    mixed_octets,
)
from dhcptools.dump.tables_acts import (
    ACTS,
    BY_TYPE4,
    INFORM,
    INFORM_ACK,
    NAK,
    OTHER_ACT,
    QUERY,
    RAPID_ACK,
    REBIND,
    REBOOT,
    RENEW,
)  # fmt: skip  # those that options tell apart

HEAD4: Final = 64
"""Octets of IPv4, UDP and DHCPv4 that stand at the same place in every message: to the hardware address."""

_COOKIE: Final = 0x63825363
_OVERLOAD, _TYPE, _SERVER, _TEXT, _VENDOR, _RAPID = 52, 53, 54, 56, 60, 80
_MOST_VENDOR: Final = 64
_U: Final = np.uint64
_SIX: Final = np.uint64(0xFFFFFFFFFFFF0000)  # octets of a word of eight
_ACT: Final = np.array([BY_TYPE4.get(kind, OTHER_ACT) for kind in range(256)], np.uint8)
_REQUEST: Final = np.array([act.request for act in ACTS])
_STAGE: Final = np.array([act.stage for act in ACTS], np.uint8)


def part4(
    buffer: Buffer, head: Numbers, line: Integers, ip: Integers, mac: Integers | None, time_ns: Integers
) -> tuple[Part, Flags]:
    """Columns of the packets with IP headers at ``ip`` (n,), which are whole IPv4 without options and UDP.

    ``head`` (HEAD4 / 8, n) are their first octets as numbers, to the hardware address. ``mac`` (n,) is where the
    hardware addresses of their senders stand, None where there are none.
    Flags say which of the n were read; the part holds those alone.
    """
    start, stop = ip + 28, ip + (head[0] >> _U(32) & _U(0xFFFF)).astype(np.int64)
    good: Flags = (
        (stop - start > 240) & (buffer.u32[start + 236] == _COOKIE) & (head[3] >> _U(8) & _U(0xFF) == 6)  # hlen
    )
    if not good.all():
        head, line, ip, time_ns = head[:, good], line[good], ip[good], time_ns[good]
        mac = None if mac is None else mac[good]
        start, stop = start[good], stop[good]
    areas = areas4(buffer.flat, start + 240, stop)
    count = len(ip)
    kind_at, kind_length = areas.first(_TYPE)
    vendor_at, vendor_length = areas.first(_VENDOR)
    server_at, server_length = areas.first(_SERVER)
    fine = areas.whole & (kind_length == 1) & (vendor_length <= _MOST_VENDOR)
    fine &= (server_length == 4) | (server_length < 0)
    fine &= ~areas.has(_OVERLOAD)
    kind = buffer.flat[np.maximum(kind_at, 0)]
    act = _ACT[kind]
    fine &= _STAGE[act] != QUERY
    rapid = areas.has(_RAPID)
    act = _told_apart(head, act, server_at, rapid)
    request = _REQUEST[act]
    giaddr = head[6] & _U(0xFFFFFFFF)
    relayed = (giaddr != 0) & (request | (head[2] & _U(0xFFFF) != 68)) & (_STAGE[act] != INFORM)
    replies = np.flatnonzero(~request & (act != OTHER_ACT) & fine)
    server = np.zeros(count, np.uint64)
    server[replies] = _servers(buffer, head, mac, server_at, replies)
    vendor = np.zeros(count, np.uint64)
    asks = np.flatnonzero((vendor_length > 0) & request & fine)
    if len(asks):
        vendor[asks] = mix_octets(buffer.u64, vendor_at[asks], vendor_length[asks])[0] | np.uint64(1)
    chaddr = head[7] & _SIX
    part = Part(
        line, time_ns, (kind.astype(np.uint16) | np.uint16(0x400)), act, (head[4] >> _U(32)).astype(np.uint32),
        relayed.astype(np.uint8), mix_short(chaddr, 6), chaddr[:, None], np.full(count, 6, np.uint8),
        np.zeros(count, np.uint16), server, giaddr, vendor, lambda row: _name(buffer, ip, mac, server_at, row),
        lambda row: address_text(int(giaddr[row]).to_bytes(4)),
        lambda row: buffer.octets(vendor_at[row], vendor_length[row]), _options(areas, fine),
        _naks(buffer, areas, (act == NAK) & fine),
    )  # fmt: skip  # the order of Part
    read = np.zeros(len(good), np.bool_)
    read[np.flatnonzero(good)[fine]] = True
    return (part if fine.all() else part.take(np.flatnonzero(fine))), read


def _told_apart(head: Numbers, act: NDArray[np.uint8], server_at: Integers, rapid: Flags) -> NDArray[np.uint8]:
    """REQUESTs by RFC 2131 §4.3.2, ACKs by what they answer."""
    asks = np.flatnonzero((act == BY_TYPE4[3]) & (server_at < 0))
    ciaddr = head[5][asks] >> _U(32)
    everybody = head[2][asks] >> _U(32) == 0xFFFFFFFF
    act[asks] = np.where(ciaddr == 0, REBOOT, np.where(everybody, REBIND, RENEW))
    nothing = head[5] & _U(0xFFFFFFFF) == 0
    acks = np.flatnonzero((act == BY_TYPE4[5]) & (nothing | rapid))
    act[acks] = np.where(rapid[acks], RAPID_ACK, INFORM_ACK)
    return act


def _servers(buffer: Buffer, head: Numbers, mac: Integers | None, server_at: Integers, rows: Integers) -> Numbers:
    at = server_at[rows]
    identifier = mix_short(buffer.u32[np.maximum(at, 0)].astype(np.uint64) << np.uint64(32), 4)
    without = at < 0
    if without.any():
        identifier[without] = mixed_octets(b"")
    source = head[1][rows] & _U(0xFFFFFFFF)
    return mix(identifier, np.zeros(len(rows), np.uint64), source, buffer.macs(mac, rows)) | np.uint64(1)


def _name(buffer: Buffer, ip: Integers, mac: Integers | None, server_at: Integers, row: int) -> ServerName:
    identifier = buffer.octets(server_at[row], 4) if server_at[row] >= 0 else b""
    return ServerName(identifier, buffer.octets(ip[row] + 12, 4), b"" if mac is None else buffer.octets(mac[row], 6))


def _options(areas: Areas, fine: Flags) -> dict[tuple[int, int], int]:
    return {(4, code): count for code, count in areas.counts(fine)}


def _naks(buffer: Buffer, areas: Areas, naks: Flags) -> list[str]:
    """What the servers say in them."""
    if not naks.any():
        return []
    at, length = (column[naks].tolist() for column in areas.first(_TEXT))
    octets = (buffer.octets(*place) if place[1] > 0 else b"" for place in zip(at, length, strict=True))
    return [each.rstrip(b"\0").decode("utf-8", "backslashreplace") or "no reason given" for each in octets]
