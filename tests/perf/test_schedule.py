from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.perf.schedule import NS_PER_S, AtOnce, Phased, Schedule, Shared, Steady
from dhcptools.perf.workload import Phase


def test_starts_are_due_at_their_time_and_end() -> None:
    schedule = Steady(1000, 5)
    assert [schedule.due(elapsed) for elapsed in (-1, 0, 999_999, 1_000_000, 10**10)] == [0, 1, 1, 2, 5]
    assert schedule.intended_ns(1, 2).tolist() == [1_000_000, 2_000_000]
    assert schedule.next_ns(3) == 3_000_000


@given(st.integers(1, 2_000_000), st.integers(0, 9 * 10**9))
def test_the_next_start_is_when_it_becomes_due(rate: int, started: int) -> None:
    schedule = Steady(rate)
    at = schedule.next_ns(started)
    assert schedule.due(at) > started
    assert schedule.due(at - 1) == started
    assert schedule.intended_ns(started, 1).tolist() == [at]


def test_a_rate_may_be_a_fraction() -> None:
    assert [Steady(0.5).next_ns(number) for number in range(3)] == [0, 2 * NS_PER_S, 4 * NS_PER_S]
    assert Steady(2.5).due(2 * NS_PER_S - 1) == 5
    assert Steady(1 / 3).intended_ns(1, 2).tolist() == [3 * NS_PER_S, 6 * NS_PER_S]
    assert Steady(99_999_999.5).next_ns(199_999_999) == 2 * NS_PER_S


def test_all_at_once() -> None:
    schedule = AtOnce(7)
    assert [schedule.due(elapsed) for elapsed in (-1, 0, 5)] == [0, 7, 7]
    assert schedule.intended_ns(3, 2).tolist() == [0, 0]
    assert schedule.next_ns(6) == 0


def test_phases_have_their_rates_to_the_packet() -> None:
    schedule = Phased((Phase(10, 1000), Phase(2, 0), Phase(5, 5000)))
    assert schedule.starts == 35_000
    assert [schedule.due(round(at * NS_PER_S)) for at in (0, 1, 9.9995, 10, 11.5, 12, 12.001, 17, 20)] == [
        1, 1001, 10_000, 10_000, 10_000, 10_001, 10_006, 35_000, 35_000,
    ]  # fmt: skip
    times = schedule.intended_ns(9_999, 3)
    assert (times / NS_PER_S).tolist() == [9.999, 12.0, 12.0002]


def test_a_ramp_is_the_integral_of_its_rate() -> None:
    schedule = Phased((Phase(10, 1000), Phase(10, 1000), Phase(10, 0)), ramp=True)
    assert schedule.starts == 5000 + 10_000 + 5000
    assert [schedule.due(at * NS_PER_S) - 1 for at in (1, 5, 10, 15, 20, 25)] == [
        50,
        1250,
        5000,
        10_000,
        15_000,
        18_750,
    ]
    assert schedule.intended_ns(1250, 1).tolist() == [5 * NS_PER_S]
    assert schedule.intended_ns(18_750, 1).tolist() == [25 * NS_PER_S]


def test_fewer_starts_than_the_phases_hold() -> None:
    assert Phased((Phase(1, 100),), starts=30).due(NS_PER_S) == 30


PHASES = st.lists(
    st.builds(Phase, st.floats(0.01, 20), st.integers(0, 50_000).map(lambda tenths: tenths / 10)),
    min_size=1,
    max_size=4,
).filter(lambda phases: any(phase.rate_pps > 1 for phase in phases))


@given(PHASES, st.booleans())
def test_intended_times_rise_and_agree_with_what_is_due(phases: list[Phase], ramp: bool) -> None:
    schedule: Schedule = Phased(phases, ramp=ramp)
    numbers = min(schedule.starts, 500)
    times = schedule.intended_ns(0, numbers)
    assert times[0] == 0 or phases[0].rate_pps == 0
    assert np.all(np.diff(times) >= 0)
    for number in range(0, numbers, 37):
        assert schedule.due(int(times[number]) + 1) > number
        assert schedule.next_ns(number) == times[number]
    total = sum(phase.duration_s for phase in phases)
    assert schedule.due(round(total * NS_PER_S)) == pytest.approx(schedule.starts, abs=1)


def test_shares_make_up_the_whole() -> None:
    whole = Steady(1000, 1001)
    shares = [Shared(whole, share, 4) for share in range(4)]
    assert [share.starts for share in shares] == [251, 250, 250, 250]
    for elapsed in (0, 999_999, 1_000_000, 5_500_000, 10**10):
        assert sum(share.due(elapsed) for share in shares) == whole.due(elapsed)
    times = sorted(time for share in shares for time in share.intended_ns(0, share.starts).tolist())
    assert times == whole.intended_ns(0, 1001).tolist()
    assert shares[3].next_ns(2) == whole.next_ns(11)
    assert Shared(Steady(5), 1, 2).starts == Steady(5).starts
