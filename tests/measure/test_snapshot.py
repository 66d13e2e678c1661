from __future__ import annotations

import numpy as np
import pytest

from dhcptools.measure.series import Timeline
from dhcptools.measure.snapshot import snapshot

S = 1_000_000_000


def timelines() -> dict[str, Timeline]:
    first, second = Timeline(), Timeline()
    for number in range(4):
        first.note_sent(number * S, 100)
        sent = np.full(90, number * S)
        first.note_answered(sent, sent + 2_000_000, np.full(90, 2_000_000), 0)
        second.note_sent(number * S, 90)
    second.note_refused("nak", np.array([0]), np.array([5]))
    return {"discover_offer": first, "request_ack": second}


def test_the_second_that_is_over_and_the_sums() -> None:
    now = snapshot(timelines(), 3.5, period_s=10, drop_time_s=1, asked_pps=120)
    assert (now.elapsed_s, now.left_s) == (3.5, 6.5)
    first, second = now.exchanges
    assert (first.asked_pps, first.sent_pps, first.answered_pps, second.asked_pps) == (120, 100, 90, None)
    assert (first.sent, first.received, first.lost) == (400, 360, 20)
    assert first.p50_ns == pytest.approx(2_000_000, rel=0.01)
    assert (second.nak, second.lost, second.answered_pps, second.p99_ns) == (1, 179, 0, None)


def test_before_the_first_second_is_over_there_are_only_sums() -> None:
    now = snapshot(timelines(), 0.5, period_s=None, drop_time_s=1, asked_pps=None)
    assert now.left_s is None
    assert (now.exchanges[0].sent_pps, now.exchanges[0].lost, now.exchanges[0].max_ns) == (0, 0, None)
    assert snapshot({}, 1, period_s=0.5, drop_time_s=1, asked_pps=1).left_s == 0
