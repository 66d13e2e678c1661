from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dhcptools.perf.schedule import Steady


@given(st.integers(1, 2_000_000), st.integers(0, 10**7), st.integers(1, 50))
def test_an_exchange_is_due_exactly_at_its_intended_time(rate: int, first: int, count: int) -> None:
    schedule = Steady(rate, 10**9)
    times = schedule.intended_ns(first, count).tolist()
    for number, at in enumerate(times, first):
        assert schedule.next_ns(number) == at
        assert schedule.due(at) >= number + 1
        assert schedule.due(at - 1) <= number


def test_no_more_are_due_than_will_start() -> None:
    assert Steady(1000, 5).due(10**12) == 5
    assert Steady(1000, 5).due(0) == 1
