"""When to look at which lease again: rows in buckets of one second.

The order in which rows come out is that of a heap of (time, address), so that both kinds of book end leases, and give
addresses again, in the same order.
"""

from __future__ import annotations

import heapq
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dhcpserver.storeindex import RowNumbers

SECOND_NS: Final = 1_000_000_000
NEVER_NS: Final = 1 << 63
Entry = int | NDArray[np.int32]


class Queue:
    """``records`` has the columns ``queued_ns``, 0 for a row that is in no bucket, ``high`` and ``low``."""

    def __init__(self) -> None:
        self._buckets: dict[int, list[Entry]] = {}
        self._seconds: list[int] = []  # a heap of the buckets there are

    def put(self, row: int, when_ns: int, records: NDArray[np.void]) -> None:
        """Look at a row at ``when_ns`` unless it is looked at before; what is in an old bucket is passed over there."""
        queued = int(records["queued_ns"][row])
        if when_ns < NEVER_NS and (queued == 0 or when_ns < queued):
            records["queued_ns"][row] = when_ns
            self._bucket(when_ns // SECOND_NS).append(row)

    def put_many(self, rows: RowNumbers, when_ns: Any, records: NDArray[np.void]) -> None:
        """The same for rows (n,); ``when_ns`` is one for all or uint64 (n,)."""
        when = np.broadcast_to(np.asarray(when_ns, np.uint64), len(rows))
        queued = records["queued_ns"][rows]
        sooner = (when < np.uint64(NEVER_NS)) & ((queued == 0) | (when < queued))
        rows, when = rows[sooner], when[sooner]
        records["queued_ns"][rows] = when
        seconds = when // np.uint64(SECOND_NS)
        order = np.argsort(seconds, kind="stable")
        entries, seconds = rows[order].astype(np.int32), seconds[order]
        edges = [0, *(np.flatnonzero(seconds[1:] != seconds[:-1]) + 1).tolist(), len(rows)]
        for start, end in pairwise(edges):
            if start < end:
                self._bucket(int(seconds[start])).append(entries[start:end])

    def _bucket(self, second: int) -> list[Entry]:
        bucket = self._buckets.get(second)
        if bucket is None:
            bucket = self._buckets[second] = []
            heapq.heappush(self._seconds, second)
        return bucket

    def due(self, now_ns: int) -> bool:
        """Whether a bucket may hold something to look at by now."""
        return bool(self._seconds) and self._seconds[0] <= now_ns // SECOND_NS

    def take(self, now_ns: int, most: int, records: NDArray[np.void]) -> RowNumbers:
        """Rows that are due, the earliest first and then by address, at most so many; they are in no bucket then."""
        taken = [np.zeros(0, np.int64)]
        while most > 0 and self.due(now_ns):
            second = heapq.heappop(self._seconds)
            entries = self._buckets.pop(second)
            rows = np.unique(np.concatenate([np.atleast_1d(entry) for entry in entries]).astype(np.int64))
            queued = records["queued_ns"][rows]
            rows = rows[queued // np.uint64(SECOND_NS) == second]  # the others have been put elsewhere since
            rows = rows[np.lexsort((records["low"][rows], records["high"][rows], records["queued_ns"][rows]))]
            count = min(most, int(np.count_nonzero(records["queued_ns"][rows] <= np.uint64(now_ns))))
            taken.append(rows[:count])
            most -= count
            if count < len(rows):
                self._bucket(second).append(rows[count:].astype(np.int32))
                if not count or most <= 0:
                    break
        return np.concatenate(taken)
