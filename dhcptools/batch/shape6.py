"""The common shape of a DHCPv6 message, read three ways that must agree: as a layout, side by side, and one by one."""

from __future__ import annotations

from enum import IntEnum
from typing import Final, NamedTuple

import numpy as np

from dhcptools.batch.columns import Flags, Integers, Rows, gather
from dhcptools.batch.layout import Found, Layout, structure
from dhcptools.batch.walk import walk
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.raw import RawOption, walk6
from dhcptools.packet.v6 import OPTION_RELAY_MSG, RELAY_FORW, RELAY_HEADER_OCTETS, RELAY_REPL, Message6, decode6, layers


class Slot(IntEnum):
    """The values a scan looks for, in the order of its ``offsets``.

    MESSAGE is the innermost message's header, ADDRESS and PREFIX are the values of the first IA Address in the IA_NA
    and of the first IA Prefix in the IA_PD.
    """

    MESSAGE = 0
    CLIENT_ID = 1
    SERVER_ID = 2
    STATUS = 3
    RAPID_COMMIT = 4
    IA_NA = 5
    IA_PD = 6
    ADDRESS = 7
    IA_STATUS = 8
    PREFIX = 9
    PD_STATUS = 10


_RELAYS: Final = (RELAY_FORW, RELAY_REPL)
_TOP: Final = {
    1: (Slot.CLIENT_ID, 0), 2: (Slot.SERVER_ID, 0), 13: (Slot.STATUS, 2), 14: (Slot.RAPID_COMMIT, 0),
    3: (Slot.IA_NA, 12), 25: (Slot.IA_PD, 12),
}  # fmt: skip  # option code: slot, least octets
_IN_NA: Final = {5: (Slot.ADDRESS, 24), 13: (Slot.IA_STATUS, 2)}
_IN_PD: Final = {26: (Slot.PREFIX, 25), 13: (Slot.PD_STATUS, 2)}
_IAS: Final = ((Slot.IA_NA, _IN_NA), (Slot.IA_PD, _IN_PD))
_EXACT: Final = {Slot.ADDRESS: 24, Slot.PREFIX: 25}  # no options inside, in the common shape
_FIXED: Final = 12  # IAID, T1 and T2 (RFC 9915 §21.4, §21.21)


class Reply6(NamedTuple):
    """What a scan reads of one message; ``places`` holds offset and length of each Slot, -1 for an absent one."""

    message_type: int
    xid: int
    address: int
    prefix: int
    status: int
    ia_status: int
    pd_status: int
    places: tuple[tuple[int, int], ...]


def read6(octets: bytes) -> Reply6 | None:
    """The object plane's reading of one message; None when it cannot be read to its end.

    The first instance of an option counts. A status code inside an IA Address or IA Prefix counts as its IA's when the
    IA has none.
    """
    try:
        stack = list(layers(decode6(octets)))
    except DecodeError:
        return None
    message = stack[-1]
    if not isinstance(message, Message6) or any(layer.problems for layer in stack):
        return None
    places = [(-1, -1)] * len(Slot)
    start = 0
    for layer in stack[:-1]:
        start = next(option.offset for option in layer.options if option.code == OPTION_RELAY_MSG) + 4
    places[Slot.MESSAGE] = (start, 4)
    if not _place(message.options, _TOP, places):
        return None
    for slot, inside in _IAS:
        at, length = places[slot]
        if at >= 0:
            area = walk6(octets, at + _FIXED, at + length)
            if area.problem is not None or not _place(area.options, inside, places):
                return None
    codes = []
    for slot, leaf in ((Slot.STATUS, None), (Slot.IA_STATUS, Slot.ADDRESS), (Slot.PD_STATUS, Slot.PREFIX)):
        at = places[slot][0]
        code = int.from_bytes(octets[at : at + 2]) if at >= 0 else 0
        if leaf is not None and places[leaf][0] >= 0:
            body, length = places[leaf]
            area = walk6(octets, body + _EXACT[leaf], body + length)
            if area.problem is not None:
                return None
            deepest = next((option.data for option in area.options if option.code == 13), b"\0\0")
            code = code or int.from_bytes(deepest[:2])
        codes.append(code)
    at, prefix_at = places[Slot.ADDRESS][0], places[Slot.PREFIX][0]
    return Reply6(
        message.msg_type,
        message.transaction_id,
        int.from_bytes(octets[at : at + 16]) if at >= 0 else 0,
        int.from_bytes(octets[prefix_at + 9 : prefix_at + 25]) if prefix_at >= 0 else 0,
        codes[0],
        codes[1],
        codes[2],
        tuple(places),
    )


def _place(options: tuple[RawOption, ...], wanted: dict[int, tuple[Slot, int]], places: list[tuple[int, int]]) -> bool:
    """Note the first instance of each wanted option; False when one has less than its fixed octets."""
    for option in options:
        if option.code in wanted:
            slot, least = wanted[option.code]
            if places[slot][0] >= 0:
                continue
            if len(option.data) < least:
                return False
            places[slot] = (option.offset + 4, len(option.data))
    return True


def learn6(octets: bytes) -> Layout | None:
    """The layout of one message of the common shape."""
    if len(octets) < 4:
        return None
    positions: list[int] = []
    places = [(-1, -1)] * len(Slot)
    start, stop = 0, len(octets)
    if octets[0] in _RELAYS:
        positions.append(0)
        outer = [(-1, -1)]
        if (
            not _note(octets, RELAY_HEADER_OCTETS, stop, {OPTION_RELAY_MSG: (0, 4)}, outer, positions)
            or outer[0][0] < 0
        ):
            return None
        start, stop = outer[0][0], sum(outer[0])
        if octets[start] in _RELAYS:
            return None
    places[Slot.MESSAGE] = (start, 4)
    if not _note(octets, start + 4, stop, _TOP, places, positions):
        return None
    for slot, inside in _IAS:
        at, length = places[slot]
        if at >= 0 and not _note(octets, at + _FIXED, at + length, inside, places, positions):
            return None
    if any(places[slot][0] >= 0 and places[slot][1] != size for slot, size in _EXACT.items()):
        return None
    where, values = structure(octets, positions)
    size = len(octets)
    return Layout(where, values, size, size, tuple(place[0] for place in places), tuple(place[1] for place in places))


def _note(
    octets: bytes,
    start: int,
    stop: int,
    wanted: dict[int, tuple[Slot, int]] | dict[int, tuple[int, int]],
    places: list[tuple[int, int]],
    positions: list[int],
) -> bool:
    """Note wanted options and the octets of every code and length; False when the area is not of the common shape."""
    area = walk6(octets, start, stop)
    if start > stop or area.problem is not None:
        return False
    for option in area.options:
        positions += range(option.offset, option.offset + 4)
        if option.code in wanted:
            slot, least = wanted[option.code]
            if places[slot][0] >= 0 or len(option.data) < least:
                return False
            places[slot] = (option.offset + 4, len(option.data))
    return True


def walk6_rows(rows: Rows, lengths: Integers) -> Found:
    """The same for rows of any layout, side by side."""
    count, stride = rows.shape
    offsets = np.full((len(Slot), count), -1, np.int64)
    sizes = np.full((len(Slot), count), -1, np.int64)
    stop = np.minimum(lengths, stride).astype(np.int64)
    start = np.zeros(count, np.int64)
    plain = stop >= 4
    relayed = plain & np.isin(rows[:, 0], _RELAYS)
    if relayed.any():
        whole = relayed & (stop >= RELAY_HEADER_OCTETS)
        begin = np.full(count, RELAY_HEADER_OCTETS)
        outer = walk(rows, begin, np.where(whole, stop, begin), (OPTION_RELAY_MSG,), 2)
        good = whole & outer.whole & outer.once & (outer.lengths[0] >= 4)
        start = np.where(good, outer.offsets[0], start)
        stop = np.where(good, outer.offsets[0] + outer.lengths[0], stop)
        plain &= ~relayed | good
        inner = gather(rows, start, 1)[:, 0]
        plain &= ~(relayed & np.isin(inner, _RELAYS))
    offsets[Slot.MESSAGE], sizes[Slot.MESSAGE] = start, 4
    plain &= _walk_into(rows, start + 4, np.where(plain, stop, start + 4), _TOP, offsets, sizes)
    for slot, inside in _IAS:
        there = plain & (offsets[slot] >= 0)
        if there.any():
            at = np.where(there, offsets[slot] + _FIXED, 0)
            until = np.where(there, offsets[slot] + sizes[slot], 0)
            plain &= _walk_into(rows, at, until, inside, offsets, sizes)
    for slot, size in _EXACT.items():
        plain &= (offsets[slot] < 0) | (sizes[slot] == size)
    offsets[:, ~plain], sizes[:, ~plain] = -1, -1
    return Found(offsets, sizes, plain)


def _walk_into(
    rows: Rows, start: Integers, stop: Integers, wanted: dict[int, tuple[Slot, int]], offsets: Integers, sizes: Integers
) -> Flags:
    """Walk one level, store what was found; returns which rows are of the common shape so far."""
    walked = walk(rows, start, stop, tuple(wanted), 2)
    plain = walked.whole & walked.once
    for rank, (slot, least) in enumerate(wanted.values()):
        offsets[slot], sizes[slot] = walked.offsets[rank], walked.lengths[rank]
        plain &= (walked.offsets[rank] < 0) | (walked.lengths[rank] >= least)
    return plain
