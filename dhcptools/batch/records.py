"""Where the records of a capture file stand in a buffer, without a loop in Python over them.

The records of a capture file are a chain: only the length in one says where the next one starts. The buffer is cut into
lanes, each of which begins at what looks like a record, and all lanes are walked side by side.

Rules this file keeps:

- what looks like a record is not believed: a lane must end exactly where the next one begins, so that by induction
  every offset is what walking the chain from the start gives; otherwise the chain is walked one by one;
- nothing is read past ``stop`` but for the padding that the caller leaves behind it.
"""

from __future__ import annotations

import struct
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.chains import Chain
from dhcptools.batch.columns import Flags, Integers
from dhcptools.batch.overlapping import Overlapping

MOST_LANES: Final = 320
PADDING: Final = 1 << 16
"""Octets behind the records that must be there to be read, whatever they are."""

_LEAST_OCTETS: Final = 4096  # of a lane
_REACH: Final = 1 << 16  # how far a lane's start is looked for
_SURE: Final = 8  # records in a row, for a guess


class Records:
    """Finds records in one buffer, which is filled again and again."""

    def __init__(self, buffer: bytearray, chain: Chain) -> None:
        self._buffer = buffer
        self._chain = chain
        self._words = Overlapping(buffer, chain.order + "u4")
        self._unpack = struct.Struct(chain.order + "I").unpack_from

    def find(self, stop: int) -> tuple[Integers, int]:
        """Offsets of whole records in ``buffer[:stop]``, and where what is no whole record starts."""
        starts = self._starts(stop)
        found = self._lanes(starts, stop) if len(starts) > 1 else None
        return self._one_by_one(stop) if found is None else found

    def _starts(self, stop: int) -> Integers:
        """Where lanes may begin: the first octet, then places evenly apart that look like records."""
        count = min(MOST_LANES, stop // _LEAST_OCTETS)
        mark, shift = self._chain.mark(bytes(self._buffer[:16]))
        find, last = self._buffer.find, stop - self._chain.least
        aims = [stop * lane // count for lane in range(1, count)]
        near = [found - shift for aim in aims if (found := find(mark, aim + shift, min(aim + _REACH, last))) >= 0]
        if not near:
            return np.zeros(1, np.int64)
        starts = np.array(near)  # two aims may have found the same
        likely = self._plausible(starts, stop, 2)
        if not likely.all():
            # Octets in a packet that look like a record's: the same is looked for further on.
            more = [self._next(at + 1, stop, mark, shift, 2) for at in starts[~likely].tolist()]
            near = [*starts[likely].tolist(), *(at for at in more if at is not None)]
        return np.array(sorted({0, *near}))

    def guess(self, stop: int, first: bytes) -> int | None:
        """Where a record may start in ``buffer[:stop]``, whose like is the file's first one; nothing is sure of it."""
        return self._next(0, stop, *self._chain.mark(first), _SURE)

    def _next(self, at: int, stop: int, mark: bytes, shift: int, records: int) -> int | None:
        until = min(at + _REACH, stop - self._chain.least)
        while (at := self._buffer.find(mark, at + shift, until) - shift) >= 0:
            if self._plausible(np.array([at]), stop, records).all():
                return at
            at += 1
        return None

    def _plausible(self, at: Integers, stop: int, records: int) -> Flags:
        """Which places (n,) look like so many records in a row."""
        good = np.ones(len(at), np.bool_)
        for _ in range(records):
            good &= at <= stop
            likely, at = self._chain.likely(self._words, np.minimum(at, stop), stop)
            good &= likely
        good &= at <= stop
        return good

    def _lanes(self, starts: Integers, stop: int) -> tuple[Integers, int] | None:
        words, skip, added, least = self._words, self._chain.step, self._chain.added, self._chain.least
        limit = np.append(starts[1:], stop)
        at, most = starts + skip, stop + skip + 1  # of the number that says where the next record starts
        steps = [at]
        ends = limit + skip
        while True:
            ahead = words[at]
            at = at + (ahead if added >= least else np.maximum(ahead, np.uint32(least)))
            at += added
            np.minimum(at, most, out=at)  # a header that is not whole reads padding; where that leads is seen below
            steps.append(at)
            if len(steps) % 8 == 0 and (at >= ends).all():
                break
        places = np.stack(steps, 1)
        places -= skip
        own = places < limit[:, None]
        # A lane must arrive at the very place where the next one begins.
        arrived = places[np.arange(len(starts)), np.count_nonzero(own, 1)]
        if (arrived[:-1] != limit[:-1]).any():
            return None
        # Each lane's own offsets are those before it stopped; the last lane may have run into what is no whole record.
        own[:, :-1] &= places[:, 1:] <= stop
        own[:, -1] = False
        flat = places[own]
        if not len(flat) or (added < least and not self._right(words[flat + skip]).all()):
            return None
        last = int(flat[-1])
        return flat, last + added + int(self._unpack(self._buffer, last + skip)[0])

    def _right(self, octets: NDArray[np.uint32]) -> Flags:
        """Which numbers (n,) can be those of a record's octets."""
        right: Flags = (octets >= self._chain.least) & (octets % self._chain.multiple == 0)
        return right

    def _one_by_one(self, stop: int) -> tuple[Integers, int]:
        found: list[int] = []
        skip, added, least, multiple = self._chain.step, self._chain.added, self._chain.least, self._chain.multiple
        at, unpack, buffer = 0, self._unpack, self._buffer
        while at + least <= stop:
            ahead = unpack(buffer, at + skip)[0] + added
            if ahead < least or ahead % multiple or at + ahead > stop:
                break
            found.append(at)
            at += ahead
        return np.array(found, np.int64), at
