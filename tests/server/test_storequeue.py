"""The queue of what ends: the order of a heap of (time, address)."""

from __future__ import annotations

import heapq

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dhcpserver.store import RECORD
from dhcpserver.storequeue import NEVER_NS, SECOND_NS, Queue

TIMES = st.integers(1, 5 * SECOND_NS)


@given(st.lists(st.tuples(st.integers(0, 15), TIMES), max_size=40), TIMES, st.integers(0, 20), st.booleans())
def test_rows_come_out_as_from_a_heap(puts: list[tuple[int, int]], now: int, most: int, many: bool) -> None:
    records = np.zeros(16, RECORD)
    records["low"] = np.arange(16)[::-1]
    queue, soonest = Queue(), dict[int, int]()
    for row, when in puts:
        if many:
            queue.put_many(np.array([row]), when, records)
        else:
            queue.put(row, when, records)
        soonest[row] = min(when, soonest.get(row, when))
    heap = [(when, 15 - row) for row, when in soonest.items() if when <= now]
    expected = [15 - low for _, low in heapq.nsmallest(most, heap)]
    taken = queue.take(now, most, records)
    assert taken.tolist() == expected
    records["queued_ns"][taken] = 0
    assert sorted([*expected, *queue.take(6 * SECOND_NS, 99, records).tolist()]) == sorted(soonest)


def test_what_never_ends_is_not_looked_at() -> None:
    records, queue = np.zeros(4, RECORD), Queue()
    queue.put(1, NEVER_NS, records)
    queue.put_many(np.array([2, 3]), np.array([NEVER_NS, 7], np.uint64), records)
    assert queue.take(NEVER_NS, 9, records).tolist() == [3]
    assert not queue.due(NEVER_NS)
