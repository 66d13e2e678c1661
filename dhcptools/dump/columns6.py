"""DHCPv6 messages of a buffer read by columns, relayed once or not at all (RFC 9915 §8, §9, §21)."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from dhcptools.batch.areas import Areas, areas6
from dhcptools.batch.columns import Flags, Integers
from dhcptools.dump.buffer import Buffer
from dhcptools.dump.columns import NAMED_WORDS, Numbers, Part, ServerName, address_text, mix, mix_octets
from dhcptools.dump.tables_acts import ACTS, BY_TYPE6, OTHER_ACT, RAPID_REPLY, REPLY6

HEAD6: Final = 48
"""Octets of IPv6 and UDP."""

_U: Final = np.uint64
_CLIENT, _SERVER, _IA_NA, _IA_TA, _RELAYED, _STATUS, _RAPID, _VENDOR, _IA_PD = 1, 2, 3, 4, 9, 13, 14, 16, 25
_MOST_DUID: Final = 8 * NAMED_WORDS
_MOST_VENDOR: Final = 64
_FORWARD, _BACKWARD = 12, 13  # relay messages
_CARRIES_QUERY, _CARRIES_RESPONSE = 20, 21  # DHCPv4 inside (RFC 7341), which the object plane reads
_RELAY_HEADER: Final = 34
_ACT: Final = np.array([BY_TYPE6.get(kind, OTHER_ACT) for kind in range(256)], np.uint8)
_REQUEST: Final = np.array([act.request for act in ACTS])
_LEASES: Final = ((_IA_NA, 5 << 16 | 24, 40), (_IA_PD, 26 << 16 | 25, 41))
"""IA option, code and length of the lease in it, octets of the IA with that alone."""


def part6(
    buffer: Buffer, head: Numbers, line: Integers, ip: Integers, mac: Integers | None, time_ns: Integers
) -> tuple[Part, Flags]:
    """Columns of the packets with IP headers at ``ip`` (n,), which are whole IPv6 without extension headers and UDP.

    ``head`` (HEAD6 / 8, n) are their first octets as numbers. ``mac`` (n,) is where the hardware addresses of their
    senders stand, None where there are none.
    Flags say which of the n were read; the part holds those alone.
    """
    u32 = buffer.u32
    count = len(ip)
    start, stop = ip + 48, ip + 40 + (head[0] >> _U(16) & _U(0xFFFF)).astype(np.int64)
    fine: Flags = stop - start >= 4
    first = buffer.flat[start]
    relayed = fine & ((first == _FORWARD) | (first == _BACKWARD))
    outer: Areas | None = None
    outside = np.flatnonzero(relayed)
    inner, until = start.copy(), np.where(fine, stop, start + 4)
    if len(outside):
        long = stop[outside] - start[outside] >= _RELAY_HEADER
        begin = start[outside] + _RELAY_HEADER
        outer = areas6(u32, begin, np.where(long, stop[outside], begin))
        inside_at, inside_length = outer.first(_RELAYED)
        good = long & outer.whole & (inside_length >= 4)
        kind = buffer.flat[np.maximum(inside_at, 0)]
        good &= (kind != _FORWARD) & (kind != _BACKWARD)
        fine[outside[~good]] = False
        inner[outside] = np.where(good, inside_at, start[outside])
        until[outside] = np.where(good, inside_at + inside_length, start[outside] + 4)
    areas = areas6(u32, inner + 4, until)
    fine &= areas.whole
    if outer is not None:
        fine[outside[_both(outer, areas, outside)]] = False
    kind = buffer.flat[inner]
    fine &= (kind != _CARRIES_QUERY) & (kind != _CARRIES_RESPONSE)
    act = _ACT[kind].copy()
    act[(act == REPLY6) & areas.has(_RAPID)] = RAPID_REPLY
    request = _REQUEST[act]
    duid_at, duid_length = areas.first(_CLIENT)
    fine &= (duid_length > 0) & (duid_length <= _MOST_DUID)
    server_at, server_length = areas.first(_SERVER)
    fine &= server_length <= _MOST_DUID
    vendor_at, vendor_length = areas.first(_VENDOR)
    fine &= vendor_length <= _MOST_VENDOR
    status = np.zeros(count, np.uint16)
    replies = ~request & (act != OTHER_ACT)
    _statuses(buffer, areas, ~request, status, fine)
    answers = np.flatnonzero(replies & fine)
    server = np.zeros(count, np.uint64)
    server[answers] = _servers(buffer, head, mac, server_at, server_length, answers)
    vendor = np.zeros(count, np.uint64)
    asks = np.flatnonzero((vendor_length > 6) & request & fine)
    if len(asks):
        vendor[asks] = mix_octets(buffer.u64, vendor_at[asks] + 6, vendor_length[asks] - 6)[0] | np.uint64(1)
    relay = np.zeros(count, np.uint64)
    if len(outside):
        link = start[outside] + 2
        high, low = (buffer.u64[link + skip].astype(np.uint64) for skip in (0, 8))
        relay[outside] = mix(high, low) | np.uint64(1 << 63)
    client, words = mix_octets(buffer.u64, duid_at, np.where(fine, duid_length, 0))
    part = Part(
        line, time_ns, kind.astype(np.uint16) | np.uint16(0x600), act,
        u32[inner].astype(np.uint32) & np.uint32(0xFFFFFF),
        relayed.astype(np.uint8), client, words, duid_length.astype(np.uint8), status, server, relay, vendor,
        lambda row: _name(buffer, ip, mac, row, buffer.octets(server_at[row], max(server_length[row], 0))),
        lambda row: address_text(buffer.octets(start[row] + 2, 16)),
        lambda row: buffer.octets(vendor_at[row] + 6, vendor_length[row] - 6), _options(areas, outer, outside, fine),
    )  # fmt: skip  # the order of Part
    return (part if fine.all() else part.take(np.flatnonzero(fine))), fine


def _both(outer: Areas, inner: Areas, outside: Integers) -> Flags:
    """Which relay messages (n,), inside of which ``outside`` (n,) stands, have an option both in and around that."""
    both = np.zeros(len(outside), np.bool_)
    for code in set(outer.codes.tolist()).intersection(inner.codes.tolist()):
        both |= outer.has(code) & inner.has(code)[outside]
    return both


def _statuses(
    buffer: Buffer, areas: Areas, told_by: Flags, status: np.ndarray[Any, np.dtype[np.uint16]], fine: Flags
) -> None:
    """The first status code that is not Success, of messages that are no requests; IAs of rarer shapes are left."""
    u16, u32 = buffer.u16, buffer.u32
    told = np.zeros(len(fine), np.int64)
    for code, lease, size in _LEASES:
        line, at, length = areas.only(code)
        mine = told_by[line] & fine[line]
        line, at, length = line[mine], at[mine], length[mine]
        head = u32[at + 12].astype(np.int64)
        plain = ((length == size) & (head == lease)) | (length == 12)
        alone = (length >= 18) & (head >> 16 == _STATUS) & ((head & 0xFFFF) == length - 16)
        fine[line[~plain & ~alone]] = False
        refused = line[alone]
        value = u16[at[alone] + 16]
        fine[refused[(told[refused] != 0) & (value != 0)]] = False
        told[refused] = np.where(told[refused] != 0, told[refused], value)
    line, _, _ = areas.only(_IA_TA)
    fine[line[told_by[line]]] = False
    line, at, length = areas.only(_STATUS)
    fine[line[told_by[line] & (length < 2)]] = False
    value = u16[at]
    own = value != 0
    told[line[own]] = value[own]
    status[:] = np.where(told_by, told, 0)


def _servers(
    buffer: Buffer, head: Numbers, mac: Integers | None, server_at: Integers, server_length: Integers, rows: Integers
) -> Numbers:
    at, length = np.maximum(server_at[rows], 0), np.maximum(server_length[rows], 0)
    identifier = mix_octets(buffer.u64, at, length)[0]
    return mix(identifier, head[1][rows], head[2][rows], buffer.macs(mac, rows)) | np.uint64(1)


def _name(buffer: Buffer, ip: Integers, mac: Integers | None, row: int, identifier: bytes) -> ServerName:
    return ServerName(identifier, buffer.octets(ip[row] + 8, 16), b"" if mac is None else buffer.octets(mac[row], 6))


def _options(areas: Areas, outer: Areas | None, outside: Integers, fine: Flags) -> dict[tuple[int, int], int]:
    counted = dict(areas.counts(fine))
    if outer is not None:
        for code, count in outer.counts(fine[outside]):
            counted[code] = counted.get(code, 0) + count
    return {(6, code): count for code, count in counted.items()}
