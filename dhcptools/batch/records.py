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

from dhcptools.batch.columns import Flags, Integers

MOST_LANES: Final = 192
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
        self._buffer = buffer
        self._dtype = np.dtype(dtype)
        size = self._dtype.itemsize
        self._octets = np.ndarray(len(buffer) - size + 1, f"V{size}", buffer, 0, (1,))

    def __getitem__(self, places: Integers) -> NDArray[Any]:
        """The numbers at ``places``, both (n,)."""
        found: NDArray[Any] = self._octets[places].view(self._dtype)
        return found

    def rows(self, places: Integers, count: int) -> NDArray[Any]:
        """``count`` numbers in a row from each of ``places``, (n, count), in the machine's order and writable."""
        size = count * self._dtype.itemsize
        octets = np.ndarray(len(self._buffer) - size + 1, f"V{size}", self._buffer, 0, (1,))
        found = octets[places].view(self._dtype).reshape(len(places), count)
        return found.astype(self._dtype.newbyteorder("="), copy=False)


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

    def _starts(self, stop: int) -> Integers:
        """Where lanes may begin: the first octet, then places evenly apart that look like records."""
        count = min(MOST_LANES, stop // _LEAST_OCTETS)
        find, mark, shift = self._buffer.find, bytes(self._buffer[self._high]), self._high.start
        last = stop - self._ahead
        aims = [stop * lane // count for lane in range(1, count)]
        near = [found - shift for aim in aims if (found := find(mark, aim + shift, min(aim + _REACH, last))) >= 0]
        if not near:
            return np.zeros(1, np.int64)
        starts = np.array(near)  # two aims may have found the same
        likely = self._likely(starts, stop)
        if not likely.all():
            # Octets in a packet that look like the time: the same is looked for further on.
            more = [self._next(at + 1, stop, mark, 2) for at in starts[~likely].tolist()]
            near = [*starts[likely].tolist(), *(at for at in more if at is not None)]
        return np.array(sorted({0, *near}))

    def _likely(self, at: Integers, stop: int) -> Flags:
        """Which places look like two records in a row; :meth:`_plausible` of many."""
        likely = np.ones(len(at), np.bool_)
        for _ in range(2):
            likely &= at + self._ahead <= stop
            inside = np.minimum(at, stop)
            part, kept, length = (self._kept[inside + skip] for skip in (4, 8, 12))
            likely &= (part < 1_000_000_000) & (kept >= 14) & (kept <= length) & (length <= _MOST_KEPT)
            at = inside + self._ahead + kept
        likely &= at <= stop
        return likely

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

    def _lanes(self, starts: Integers, stop: int) -> tuple[Integers, int] | None:
        kept, ahead = self._kept, self._ahead
        limit = np.append(starts[1:], stop)
        at, most = starts + 8, stop + 9  # of the field that says how many octets were kept
        steps = [at]
        ends = limit + 8
        while True:
            at = at + kept[at]
            at += ahead
            np.minimum(
                at, most, out=at
            )  # a header that is not whole reads padding; where that leads is looked at below
            steps.append(at)
            if len(steps) % 4 == 0 and (at >= ends).all():
                break
        places = np.stack(steps, 1)
        places -= 8
        own = places < limit[:, None]
        # A lane must arrive at the very place where the next one begins.
        arrived = places[np.arange(len(starts)), np.count_nonzero(own, 1)]
        if (arrived[:-1] != limit[:-1]).any():
            return None
        # Each lane's own offsets are those before it stopped; the last lane may have run into what is no whole record.
        own[:, :-1] &= places[:, 1:] <= stop
        own[:, -1] = False
        flat = places[own]
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
