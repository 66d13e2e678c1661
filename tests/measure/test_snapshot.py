from __future__ import annotations

import pytest

from dhcptools.measure.snapshot import snapshot
from support.perf_runs import dora, timed


def test_the_second_that_is_over_and_the_sums() -> None:
    run = timed(4, 100, lost=10)
    run.duration_s, run.configured = 3.5, dora().configured
    now = snapshot(run)
    assert (now.elapsed_s, now.left_s) == (3.5, 0)
    first, second = now.exchanges
    assert (first.asked_pps, first.sent_pps, first.answered_pps, second.asked_pps) == (100, 100, 90, None)
    assert (first.sent, first.received, first.lost) == (400, 360, 40)
    assert first.p50_ns == pytest.approx(1_000_000, rel=0.2)
    assert (second.name, second.nak) == ("request_ack", 0)


def test_before_the_first_second_is_over_there_are_only_sums() -> None:
    run = timed(1, 100)
    run.duration_s = 0.25
    now = snapshot(run)
    assert now.left_s == 0.25
    assert (now.exchanges[0].sent, now.exchanges[0].sent_pps, now.exchanges[0].max_ns) == (100, 0, None)
    assert snapshot(dora()).exchanges[1].asked_pps is None
