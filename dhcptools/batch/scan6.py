"""DHCPv6 messages read a batch at a time, relayed once or not at all (RFC 9915 §8, §9, §21).

Rules this file keeps:

- a scan says of every row what the object plane says of it (:func:`read6` is that statement);
- rows of a shape seen before are read by layout, others are walked side by side, and what is not of the common shape
  (deeper relaying, doubled options, options inside an IA Address, malformed) is decoded one by one by the object plane.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import U16, U32, U64, Flags, Integers, Lengths, Rows, column, gather
from dhcptools.batch.layout import Layouts
from dhcptools.batch.shape6 import Reply6, Slot, learn6, read6, walk6_rows

__all__ = ["Reply6", "Scan6", "Scanner6", "Slot", "read6"]


@dataclass(slots=True)
class Scan6:
    """The fields of n rows, each of shape (n,) unless said, native integers; rows that are not ``valid`` mean nothing.

    ``offsets`` and ``lengths`` are (len(Slot), n): where each value stands in its row, -1 for an absent one; DUIDs are
    read through them. ``address`` and ``prefix`` are (n, 2): high and low 64 bits, 0 when absent. Status codes are 0
    (Success, RFC 9915 §21.13) when absent.
    """

    valid: Flags
    plain: Flags
    relayed: Flags
    message_type: NDArray[np.uint8]
    xid: NDArray[np.uint32]
    address: NDArray[np.uint64]
    prefix: NDArray[np.uint64]
    status: NDArray[np.uint16]
    ia_status: NDArray[np.uint16]
    pd_status: NDArray[np.uint16]
    offsets: Integers
    lengths: Integers
    uniform: bool

    def has(self, slot: Slot) -> Flags:
        """Which rows have the value."""
        present: Flags = self.lengths[slot] >= 0
        return present

    def octets(self, rows: Rows, slot: Slot, width: int) -> Rows:
        """The value's first ``width`` octets, (n, width); they mean nothing where the value is absent or shorter."""
        if self.uniform:
            at = max(int(self.offsets[slot, 0]), 0)
            if at + width <= rows.shape[1]:
                return rows[:, at : at + width]
        return gather(rows, np.maximum(self.offsets[slot], 0), width)


class Scanner6:
    """Scans batches; it remembers the layouts it met, so one scanner serves one stream of messages."""

    def __init__(self) -> None:
        self._layouts = Layouts(len(Slot), learn6, walk6_rows)

    def scan(self, rows: Rows, lengths: Lengths) -> Scan6:
        """Read uint8 ``rows`` (n, stride), n > 0, of which ``lengths`` (n,) octets count. Never raises."""
        lengths = np.asarray(lengths, np.int64)
        found = self._layouts.find(rows, lengths)
        uniform = found.layout is not None
        plain = found.plain
        offsets, sizes = found.offsets, found.lengths
        if uniform:
            shape = (len(Slot), len(rows))
            offsets, sizes = np.broadcast_to(offsets, shape), np.broadcast_to(sizes, shape)
        head = _read(rows, offsets[Slot.MESSAGE], 4, uniform, U32).astype(np.uint32)
        message_type = (head >> np.uint32(24)).astype(np.uint8)
        inner_relay = (message_type == 12) | (message_type == 13)
        if np.count_nonzero(inner_relay):
            plain = plain & ~inner_relay
        result = Scan6(
            plain.copy(),
            plain,
            offsets[Slot.MESSAGE] > 0,
            message_type,
            head & np.uint32(0xFFFFFF),
            _pairs(rows, offsets[Slot.ADDRESS], 0, uniform),
            _pairs(rows, offsets[Slot.PREFIX], 9, uniform),
            _read(rows, offsets[Slot.STATUS], 2, uniform, U16).astype(np.uint16),
            _read(rows, offsets[Slot.IA_STATUS], 2, uniform, U16).astype(np.uint16),
            _read(rows, offsets[Slot.PD_STATUS], 2, uniform, U16).astype(np.uint16),
            offsets,
            sizes,
            uniform,
        )
        if np.count_nonzero(plain) < len(plain):
            _decode_rest(result, rows, lengths)
        return result


def _decode_rest(result: Scan6, rows: Rows, lengths: Integers) -> None:
    """Read the rows that are not plain with the object plane."""
    if result.uniform:
        result.offsets, result.lengths, result.uniform = result.offsets.copy(), result.lengths.copy(), False
    mask = (1 << 64) - 1
    for line in np.flatnonzero(~result.plain):
        reply = read6(rows[line, : lengths[line]].tobytes())
        if reply is None:
            continue
        result.valid[line] = True
        result.relayed[line] = reply.places[Slot.MESSAGE][0] > 0
        result.message_type[line], result.xid[line] = reply.message_type, reply.xid
        result.address[line] = (reply.address >> 64, reply.address & mask)
        result.prefix[line] = (reply.prefix >> 64, reply.prefix & mask)
        result.status[line], result.ia_status[line] = reply.status, reply.ia_status
        result.pd_status[line] = reply.pd_status
        for slot, (offset, length) in enumerate(reply.places):
            result.offsets[slot, line], result.lengths[slot, line] = offset, length


def _read(rows: Rows, offsets: Integers, width: int, uniform: bool, dtype: np.dtype[Any]) -> NDArray[Any]:
    """Big-endian integers at ``offsets``, 0 where those are negative."""
    if uniform:
        at = int(offsets[0])
        return column(rows, at, dtype) if at >= 0 else np.zeros(len(rows), dtype)
    values = gather(rows, np.maximum(offsets, 0), width).view(dtype)[:, 0]
    return np.where(offsets >= 0, values, 0)


def _pairs(rows: Rows, offsets: Integers, skip: int, uniform: bool) -> NDArray[np.uint64]:
    """16 octets at ``offsets + skip`` as (n, 2) uint64, 0 where ``offsets`` are negative."""
    out = np.zeros((len(rows), 2), np.uint64)
    if uniform:
        at = int(offsets[0])
        if at >= 0:
            out[:, 0], out[:, 1] = column(rows, at + skip, U64), column(rows, at + skip + 8, U64)
        return out
    there = offsets >= 0
    out[there] = gather(rows, np.maximum(offsets, 0) + skip, 16).view(U64)[there]
    return out
