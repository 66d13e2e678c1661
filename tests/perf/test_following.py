from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.perf.dialogue import Batch
from dhcptools.perf.flow import Flow, make_flows
from dhcptools.perf.following import Following, read_ns
from dhcptools.perf.messages4 import Dialogue4
from dhcptools.perf.plan import Plan


@pytest.mark.parametrize(
    ("buffer", "replies_pps", "ms"),
    [(64 << 20, 30_000, 10), (425_984, 4_000, 10), (425_984, 28_000, 3.3), (106_496, 30_000, 2)],
)
def test_a_small_buffer_is_read_more_often(buffer: int, replies_pps: float, ms: float) -> None:
    """Half of it holds what comes meanwhile, each reply taking 2,304 octets of it, but no less than 2 ms are waited."""
    assert read_ns(buffer, replies_pps) == pytest.approx(ms * 1e6, rel=0.01)


def flow() -> Flow:
    plan = Plan("127.0.0.1", "127.0.0.1", rate_pps=5000, period_s=1, clients=50)
    return make_flows(plan, Dialogue4(plan))[0]


def requests(exchanges: np.ndarray) -> Batch:
    return Batch(np.repeat(exchanges.astype(np.uint8)[:, None], 4, axis=1), 4)


@given(st.lists(st.one_of(st.integers(1, 9).map(lambda n: ("put", n)), st.integers(1, 9).map(lambda n: ("send", n)))))
def test_all_leave_once_and_in_their_order(steps: list[tuple[str, int]]) -> None:
    queue, main = Following(), flow()
    put, gone = 0, []
    for what, count in steps:
        if what == "put":
            exchanges = np.arange(put, put + count)
            assert queue.put(main, 1, exchanges, requests(exchanges))
            put += count
            continue
        rows = queue.rows()[:count]
        sent = [each for _, _, some in queue.gone(len(rows)) for each in some.tolist()]
        assert [int(row[0]) for row in rows] == [each & 255 for each in sent]
        gone += sent
        assert queue.count == put - len(gone)
    for owner, stage, some, (rows, length) in queue.take():
        assert (owner, stage, length) == (main, 1, 4)
        assert [int(row[0]) for row in rows] == [each & 255 for each in some.tolist()]
        gone += some.tolist()
    assert gone == list(range(put))
    assert queue.count == 0
    assert queue.rows() == []


def test_what_waits_is_a_copy() -> None:
    queue, main = Following(), flow()
    exchanges = np.arange(3)
    batch = requests(exchanges)
    queue.put(main, 1, exchanges, batch)
    batch.rows[:] = 99
    assert [int(row[0]) for row in queue.rows()] == [0, 1, 2]


def test_requests_of_several_lengths_are_not_for_it() -> None:
    queue = Following()
    batch = Batch(np.zeros((2, 9), np.uint8), np.array([7, 9]))
    assert not queue.put(flow(), 1, np.arange(2), batch)
    assert queue.count == 0
