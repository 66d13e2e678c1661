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

_COOKIE: Final = 0x63825363
_OVERLOAD, _TYPE, _SERVER, _TEXT, _VENDOR, _RAPID = 52, 53, 54, 56, 60, 80
_MOST_VENDOR: Final = 64
_SIX: Final = np.uint64(0xFFFFFFFFFFFF0000)  # octets of a word of eight
_ACT: Final = np.array([BY_TYPE4.get(kind, OTHER_ACT) for kind in range(256)], np.uint8)
_REQUEST: Final = np.array([act.request for act in ACTS])
_STAGE: Final = np.array([act.stage for act in ACTS], np.uint8)


def part4(buffer: Buffer, line: Integers, ip: Integers, mac: Integers | None, time_ns: Integers) -> tuple[Part, Flags]:
    """Columns of the packets with IP headers at ``ip`` (n,), which are whole IPv4 without options and UDP.

    ``mac`` (n,) is where the hardware addresses of their senders stand, None where there are none.
    Flags say which of the n were read; the part holds those alone.
    """
    u16, u32, u64 = buffer.u16, buffer.u32, buffer.u64
    start, stop = ip + 28, ip + u16[ip + 2]
    head = u64[start].astype(np.uint64)  # op, htype, hlen, hops, xid
    good: Flags = (
        (stop - start > 240) & (u32[start + 236] == _COOKIE) & ((head >> np.uint64(40)) & np.uint64(0xFF) == 6)
    )
    if not good.all():
        line, ip, time_ns = line[good], ip[good], time_ns[good]
        mac = None if mac is None else mac[good]
        start, stop, head = start[good], stop[good], head[good]
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
    act = _told_apart(buffer, act, ip, server_at, rapid)
    request = _REQUEST[act]
    giaddr = u32[start + 24].astype(np.uint64)
    relayed = (giaddr != 0) & (request | (u16[ip + 22] != 68)) & (_STAGE[act] != INFORM)
    replies = np.flatnonzero(~request & (act != OTHER_ACT) & fine)
    server = np.zeros(count, np.uint64)
    server[replies] = _servers(buffer, ip, mac, server_at, replies)
    vendor = np.zeros(count, np.uint64)
    asks = np.flatnonzero((vendor_length > 0) & request & fine)
    if len(asks):
        vendor[asks] = mix_octets(u64, vendor_at[asks], vendor_length[asks])[0] | np.uint64(1)
    chaddr = u64[start + 28].astype(np.uint64) & _SIX
    part = Part(
        line, time_ns, (kind.astype(np.uint16) | np.uint16(0x400)), act, head.astype(np.uint32),
        relayed.astype(np.uint8), mix_short(chaddr, 6), chaddr[:, None], np.full(count, 6, np.uint8),
        np.zeros(count, np.uint16), server, giaddr, vendor, lambda row: _name(buffer, ip, mac, server_at, row),
        lambda row: address_text(int(giaddr[row]).to_bytes(4)),
        lambda row: buffer.octets(vendor_at[row], vendor_length[row]), _options(areas, fine),
        _naks(buffer, areas, (act == NAK) & fine),
    )  # fmt: skip  # the order of Part
    read = np.zeros(len(good), np.bool_)
    read[np.flatnonzero(good)[fine]] = True
    return (part if fine.all() else part.take(np.flatnonzero(fine))), read


def _told_apart(
    buffer: Buffer, act: NDArray[np.uint8], ip: Integers, server_at: Integers, rapid: Flags
) -> NDArray[np.uint8]:
    """REQUESTs by RFC 2131 §4.3.2, ACKs by what they answer."""
    asks = np.flatnonzero((act == BY_TYPE4[3]) & (server_at < 0))
    ciaddr = buffer.u32[ip[asks] + 40]
    everybody = buffer.u32[ip[asks] + 16] == 0xFFFFFFFF
    act[asks] = np.where(ciaddr == 0, REBOOT, np.where(everybody, REBIND, RENEW))
    acks = np.flatnonzero(act == BY_TYPE4[5])
    nothing = buffer.u32[ip[acks] + 44] == 0
    act[acks] = np.where(rapid[acks], RAPID_ACK, np.where(nothing, INFORM_ACK, BY_TYPE4[5]))
    return act


def _servers(buffer: Buffer, ip: Integers, mac: Integers | None, server_at: Integers, rows: Integers) -> Numbers:
    at = server_at[rows]
    identifier = mix_short(buffer.u32[np.maximum(at, 0)].astype(np.uint64) << np.uint64(32), 4)
    without = at < 0
    if without.any():
        identifier[without] = mixed_octets(b"")
    source = buffer.u32[ip[rows] + 12].astype(np.uint64)
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
