from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.perf.plan import OPEN_MOST
from dhcptools.perf.tracker import Fate, Tracker, ring_bits

DROP_NS = 1000


def tracker(bits: int = 32) -> Tracker:
    return Tracker(("discover_offer", "request_ack"), (DROP_NS, DROP_NS), 10, bits)


def start(made: Tracker, count: int, now_ns: int) -> None:
    made.start(np.full(count, now_ns), now_ns)


def answer(
    made: Tracker, stage: int, exchanges: list[int], arrived_ns: int, fate: np.uint8 = Fate.RECEIVED
) -> list[bool]:
    count = len(exchanges)
    found = made.answer(stage, np.array(exchanges), np.full(count, arrived_ns), np.full(count, fate))
    return [bool(each) for each in found]


def test_the_fates_of_requests() -> None:
    made = tracker()
    start(made, 6, 100)
    assert answer(made, 0, [0, 1, 1, 2], 200) == [True, True, False, True]
    assert answer(made, 0, [3], 100 + DROP_NS + 1) == [False]
    assert answer(made, 0, [2], 300) == [False]
    made.proceed(1, np.array([0, 1]), 200, 210)
    assert answer(made, 1, [0], 300, Fate.NAK) == [False]
    assert answer(made, 1, [5], 300) == [False]
    made.settle(400)
    first, second = (stage.result for stage in made.stages)
    assert (first.sent, first.received, first.late, first.in_flight, first.lost) == (6, 3, 1, 2, 0)
    assert (first.duplicates, first.orphans) == (2, 0)
    assert (second.sent, second.nak, second.in_flight, second.orphans) == (2, 1, 1, 1)
    made.settle(5000)
    assert (first.in_flight, first.lost, second.lost) == (0, 2, 1)
    assert first.latency.count == first.service.count == 4


def test_numbers_wrap_and_old_ones_are_unknown() -> None:
    made = tracker(12)
    capacity = 1024
    for _ in range(10):
        start(made, 500, 0)
    exchanges, known = made.locate(
        np.array([4999 & 0xFFF, 3000, 5000 & 0xFFF, (5000 - capacity) & 0xFFF, (4999 - capacity) & 0xFFF])
    )
    assert exchanges[0] == 4999
    assert known.tolist() == [True, False, False, True, False]


def test_nothing_is_known_before_the_first_start() -> None:
    assert tracker().locate(np.array([0, 5]))[1].tolist() == [False, False]


def test_ring_size_is_bounded() -> None:
    assert ring_bits(1, (DROP_NS,), 32) == 10
    assert 1 << ring_bits(1_000_000, (10**9, 10**9), 32) == OPEN_MOST
    assert ring_bits(1_000_000, (10**9, 10**9), 16) == 15
    assert 1 << ring_bits(5000, (10**9, 10**9), 32) >= 5000 * 4
    assert ring_bits(None, (DROP_NS,), 32) == 18


def test_nothing_open_is_forgotten() -> None:
    made = tracker(12)
    assert made.room(5000) == 1024
    start(made, 1000, 100)
    assert made.room(100) == 100
    start(made, 24, 100)
    assert made.room(100) == 0
    answer(made, 0, list(range(7)), 200)
    assert made.room(100) == 7
    made.expire(100 + DROP_NS)
    assert made.room(100) == 7
    made.expire(101 + DROP_NS)
    assert made.room(100) == 100
    assert made.stages[0].result.lost == 1017
    assert made.open == 0


def test_a_late_answer_is_no_longer_lost() -> None:
    made = tracker()
    start(made, 3, 0)
    made.expire(DROP_NS + 1)
    assert made.stages[0].result.lost == 3
    answer(made, 0, [1], DROP_NS + 500)
    answer(made, 0, [2], DROP_NS)  # came in time and was read late
    made.settle(DROP_NS + 600)
    result = made.stages[0].result
    assert (result.lost, result.late, result.received, result.in_flight) == (1, 1, 1, 0)


def test_skipped_numbers_are_orphans() -> None:
    made = tracker()
    made.skip(5)
    start(made, 2, 0)
    answer(made, 0, [0, 1, 5], 10)
    result = made.stages[0].result
    assert (result.sent, result.received, result.orphans) == (2, 1, 2)


def test_slots_lead_back_to_their_exchanges() -> None:
    made = tracker(12)
    for _ in range(3):
        start(made, 700, 0)
        answer(made, 0, list(range(made.started - 700, made.started)), 10)
    start(made, 5, 20)
    assert made.exchanges_at(made.unanswered(0)).tolist() == list(range(2100, 2105))


@given(
    st.lists(
        st.tuples(st.sampled_from(("start", "answer", "proceed")), st.integers(0, 40), st.integers(3, 5)), max_size=60
    )
)
def test_counts_always_reconcile(steps: list[tuple[str, int, int]]) -> None:
    made, now = tracker(), 0
    for step, number, fate in steps:
        now += 100
        if step == "start":
            start(made, number, now)
            continue
        known = np.array([k for k in (number, number + 1, number) if k < made.started], np.int64)
        if len(known) and step == "answer":
            fates = np.full(len(known), fate, np.uint8)
            accepted = made.answer(0, known, np.full(len(known), now), fates)
            made.proceed(1, known[accepted], now, now)
        elif len(known):
            made.answer(1, known, np.full(len(known), now), np.full(len(known), fate, np.uint8))
        made.settle(now)
        for stage in made.stages:
            assert stage.result.accounted == stage.result.sent
            assert stage.result.lost >= 0
            assert stage.result.latency.count == stage.result.received + stage.result.late


def test_every_second_reconciles_and_all_of_them_are_the_whole() -> None:
    second = 1_000_000_000
    made = Tracker(("discover_offer", "request_ack"), (second // 2, second // 2), 10, 32)
    made.begin(5 * second)
    for number in range(4):
        start(made, 5, 5 * second + number * second)
    answer(made, 0, [0, 1, 5, 6, 7, 10], 5 * second + 100)
    answer(made, 0, [2], 7 * second)
    answer(made, 0, [8], 7 * second, Fate.NAK)
    answer(made, 0, [9], 7 * second, Fate.REJECTED)
    made.settle(8 * second + 1)
    stage = made.stages[0]
    rows = stage.timeline.rows()
    assert [(row.sent, row.received, row.late, row.nak, row.rejected, row.in_flight, row.lost) for row in rows] == [
        (5, 2, 1, 0, 0, 0, 2), (5, 3, 0, 1, 1, 0, 0), (5, 1, 0, 0, 0, 0, 4), (5, 0, 0, 0, 0, 5, 0),
    ]  # fmt: skip
    for name in ("sent", "received", "late", "lost", "nak", "rejected", "in_flight"):
        assert sum(getattr(row, name) for row in rows) == getattr(stage.result, name)


def test_late_answers_are_waited_for_as_long_as_others_took() -> None:
    made = tracker()
    start(made, 2, 100)
    start(made, 1, 500)
    stage = made.stages[0]
    made.expire(10_000)
    assert (stage.result.lost, stage.late_until_ns()) == (3, 0)  # nothing says that any will come
    answer(made, 0, [0], 100 + 4 * DROP_NS)
    assert stage.late_until_ns() == 500 + 5 * DROP_NS
    answer(made, 0, [1, 2], 100 + 4 * DROP_NS)
    assert (stage.result.late, stage.late_until_ns()) == (3, 0)
