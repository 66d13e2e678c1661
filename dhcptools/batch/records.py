"""Where the records of a pcap file stand in a buffer, without a loop in Python over them.

The records of a pcap file are a chain: only the length in one says where the next one starts. The buffer is cut into
lanes, each of which begins at what looks like a record, and all lanes are walked side by side.

Rules this file keeps:

- what looks like a record is not believed: a lane must end exactly where the next one begins, so that by induction
  every offset is what walking the chain from the start gives; otherwise the chain is walked one by one;
- nothing is read past ``stop`` but for the padding that the caller leaves behind it.
"""

from __future__ import annotations

import struct
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Integers

MOST_LANES: Final = 128
PADDING: Final = 1 << 16
"""Octets behind the records that must be there to be read, whatever they are."""

_LEAST_OCTETS: Final = 4096  # of a lane
_REACH: Final = 1 << 16  # how far a lane's start is looked for
_SURE: Final = 8  # records in a row, for a guess
_MOST_KEPT: Final = 1 << 18  # of a record, to look like one


class Overlapping:
    """Every octet of a buffer as the start of a number of ``dtype``: unaligned fields by an array of places.

    They are gathered as octets and then viewed as numbers: numpy copies numbers at odd places half as fast.
    """

    def __init__(self, buffer: bytearray, dtype: str) -> None:
        self._dtype = np.dtype(dtype)
        size = self._dtype.itemsize
        self._octets = np.ndarray(len(buffer) - size + 1, f"V{size}", buffer, 0, (1,))

    def __getitem__(self, places: Integers) -> NDArray[Any]:
        """The numbers at ``places``, both (n,)."""
        found: NDArray[Any] = self._octets[places].view(self._dtype)
        return found


class Records:
    """Finds records in one buffer, which is filled again and again. ``ahead`` is the octets of a record's header."""

    def __init__(self, buffer: bytearray, order: str, ahead: int) -> None:
        self._buffer = buffer
        self._ahead = ahead
        self._kept = Overlapping(buffer, order + "u4")
        self._unpack = struct.Struct(order + "4I").unpack_from
        self._high = slice(2, 4) if order == "<" else slice(0, 2)  # of the seconds, the half that hardly changes

    def find(self, stop: int) -> tuple[Integers, int]:
        """Offsets of the headers of whole records in ``buffer[:stop]``, and where what is no whole record starts."""
        starts = self._starts(stop)
        found = self._lanes(starts, stop) if len(starts) > 1 else None
        return self._one_by_one(stop) if found is None else found

    def _starts(self, stop: int) -> list[int]:
        count = min(MOST_LANES, stop // _LEAST_OCTETS)
        starts = [0]
        mark = bytes(self._buffer[self._high])
        for lane in range(1, count):
            at = self._next(max(stop * lane // count, starts[-1] + 1), stop, mark, 2)
            if at is not None:
                starts.append(at)
        return starts

    def guess(self, stop: int, first: bytes) -> int | None:
        """Where a record may start in ``buffer[:stop]``, whose like is the file's first one; nothing is sure of it."""
        return self._next(0, stop, first[self._high], _SURE)

    def _next(self, at: int, stop: int, mark: bytes, records: int) -> int | None:
        shift = self._high.start
        until = min(at + _REACH, stop - self._ahead)
        while (at := self._buffer.find(mark, at + shift, until) - shift) >= 0:
            if self._plausible(at, stop, records):
                return at
            at += 1
        return None

    def _plausible(self, at: int, stop: int, records: int) -> bool:
        """Whether so many look like records."""
        for _ in range(records):
            if at + self._ahead > stop:
                return False
            _, part, kept, length = self._unpack(self._buffer, at)
            if part >= 1_000_000_000 or not 14 <= kept <= length or length > _MOST_KEPT:
                return False
            at += self._ahead + kept
        return at <= stop

    def _lanes(self, starts: list[int], stop: int) -> tuple[Integers, int] | None:
        at = np.array(starts)
        limit = np.append(at[1:], stop)
        steps = [at]
        while True:
            on = at < limit
            if not on.any():
                break
            # A header that is not whole reads padding; where that leads is looked at below.
            inside = np.minimum(at + 8, stop + 8)
            at = np.where(on, at + self._ahead + self._kept[inside], at)
            steps.append(at)
        if (at[:-1] != limit[:-1]).any():
            return None
        whole = np.stack(steps, 1)
        # Each lane's own offsets are those before it stopped; the last lane may have run into what is no whole record.
        flat = whole[:, :-1][(whole[:, :-1] < limit[:, None]) & (whole[:, 1:] <= stop)]
        if not len(flat):
            return None
        last = int(flat[-1])
        return flat, last + self._ahead + self._unpack(self._buffer, last)[2]

    def _one_by_one(self, stop: int) -> tuple[Integers, int]:
        found: list[int] = []
        at, ahead, unpack, buffer = 0, self._ahead, self._unpack, self._buffer
        while at + ahead <= stop:
            then = at + ahead + unpack(buffer, at)[2]
            if then > stop:
                break
            found.append(at)
            at = then
        return np.array(found, np.int64), at
