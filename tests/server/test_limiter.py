"""How many lines a second."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcpserver.limiter import Limiter

SECOND = 1_000_000_000


def test_a_burst_then_a_rate() -> None:
    limiter = Limiter(rate=10, burst=5)
    assert sum(limiter.allow(0) for _ in range(100)) == 5
    assert sum(limiter.allow(SECOND // 2) for _ in range(100)) == 5
    assert sum(limiter.allow(SECOND * 6 // 10) for _ in range(100)) == 1
    assert (limiter.take_missed(), limiter.take_missed()) == (95 + 95 + 99, 0)


def test_silence_saves_no_more_than_a_burst() -> None:
    limiter = Limiter(rate=10, burst=5)
    assert sum(limiter.allow(1000 * SECOND) for _ in range(100)) == 5


def test_a_clock_that_goes_back_earns_nothing() -> None:
    limiter = Limiter(rate=1, burst=1)
    assert [limiter.allow(at * SECOND) for at in (10, 5, 10, 11)] == [True, False, False, True]


@given(st.lists(st.integers(0, 3 * SECOND), max_size=200))
def test_never_more_than_promised(gaps: list[int]) -> None:
    limiter, now, allowed = Limiter(rate=3, burst=4), 0, 0
    for gap in gaps:
        now += gap
        allowed += limiter.allow(now)
    assert allowed <= 4 + 3 * now / SECOND


def test_bounds() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Limiter(rate=0)
