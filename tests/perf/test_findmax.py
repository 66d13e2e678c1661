from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.v4 import Message4
from dhcptools.perf.findmax import Limits, Search, StoppedError, Trial, find_max, hopeless
from dhcptools.perf.plan import Plan, PlanError
from support.perf_runs import exchange, run
from support.scripted import Reply, ScriptedServer, answer4

LIMITS = Limits(loss_percent=1.0)


def bears(most: int) -> object:
    return lambda rate: Trial(rate, max(0.0, 100 * (1 - most / rate)), 1.0, min(rate, most))


@given(st.integers(1, 900_000), st.integers(1, 100_000))
def test_the_rate_is_found_to_the_precision(most: int, begin: int) -> None:
    found = Search(LIMITS, begin).run(bears(most))  # type: ignore[arg-type]
    assert found.complete
    assert most * 0.979 - 1 <= found.rate_pps <= most * 1.0102 + 1
    assert found.low_pps <= found.rate_pps <= found.high_pps
    assert found.at is not None
    assert found.at.loss_percent <= 1
    assert found.above is None or found.above.rate_pps > found.rate_pps
    assert len(found.trials) <= 60


@given(st.integers(50, 400_000), st.floats(0, 0.9))
def test_what_was_completed_shows_the_way(most: int, collapse: float) -> None:
    """A server that does less the more is asked of it: three rounds take fewer trials than half as many by halving."""

    def attempt(rate: int) -> Trial:
        completed = rate if rate <= most else max(most - collapse * (rate - most), most / 5)
        return Trial(rate, 100 * (1 - completed / rate), 1.0, completed)

    found = Search(LIMITS).run(attempt)
    assert most * 0.979 - 1 <= found.rate_pps <= most * 1.0102 + 1
    assert len(found.trials) <= 30
    # Far too fast is tried once, what the answer rests on twice in each round.
    clear = [trial.rate_pps for trial in found.trials if trial.fails_clearly(LIMITS)]
    assert all(clear.count(rate) == 1 for rate in clear if rate > 1.5 * found.rate_pps + 2)


def test_no_faster_than_allowed() -> None:
    found = Search(LIMITS, 10, 5000, rounds=2).run(bears(10**9))  # type: ignore[arg-type]
    assert (found.rate_pps, found.above) == (5000, None)


def test_a_server_that_bears_nothing() -> None:
    found = Search(LIMITS, 1000).run(lambda rate: Trial(rate, 100.0, None, 0))
    assert (found.rate_pps, found.at, found.rounds) == (0, None, (0,))


def test_one_stumble_changes_nothing() -> None:
    calls: list[int] = []

    def attempt(rate: int) -> Trial:
        calls.append(rate)
        return Trial(rate, 50.0 if len(calls) % 2 else max(0.0, 100 * (1 - 700 / rate)), 1.0, rate)

    assert Search(LIMITS, 100).run(attempt).rate_pps == pytest.approx(700, rel=0.03)


def test_a_clear_failure_that_was_a_stumble_changes_nothing_either() -> None:
    calls: list[int] = []

    def attempt(rate: int) -> Trial:
        calls.append(rate)
        stumble = len(calls) == 4
        completed = rate / 2 if stumble else min(rate, 700)
        return Trial(rate, 100 * (1 - completed / rate), 1.0, completed)

    assert Search(LIMITS, 100).run(attempt).rate_pps == pytest.approx(700, rel=0.03)


def test_delay_is_a_limit_too() -> None:
    found = Search(Limits(1, p99_ms=5), 100).run(lambda rate: Trial(rate, 0, rate / 100, rate))
    assert found.rate_pps == pytest.approx(500, rel=0.02)


def test_a_generator_that_cannot_go_faster_is_said() -> None:
    found = Search(LIMITS, 100).run(lambda rate: Trial(rate, 0, 1, rate, behind=rate > 3000))
    assert found.by_generator
    assert found.rate_pps == pytest.approx(3000, rel=0.02)


def test_trials_are_bounded_and_it_can_be_stopped() -> None:
    found = Search(LIMITS, 1, trials_most=5).run(bears(10_000))  # type: ignore[arg-type]
    assert (found.complete, len(found.trials), found.rate_pps) == (False, 5, 256)

    def stopped(rate: int) -> Trial:
        raise StoppedError

    assert Search(LIMITS).run(stopped).rate_pps == 0


@pytest.mark.parametrize("values", [{"begin_pps": 0}, {"precision": 0.9}, {"rounds": 0}, {"begin_pps": 2_000_000}])
def test_what_cannot_be_is_refused(values: dict[str, int]) -> None:
    with pytest.raises(PlanError):
        Search(LIMITS, **values)


@pytest.mark.parametrize(
    ("counts", "delays_ms", "limits", "ended"),
    [
        ({"lost": 10}, [], LIMITS, False),
        ({"lost": 11}, [], LIMITS, True),
        ({"late": 4, "nak": 4, "rejected": 3}, [], LIMITS, True),
        ({"in_flight": 900}, [], LIMITS, False),  # they may still be answered
        ({}, [9.0] * 11, Limits(p99_ms=5), False),
        ({}, [9.0] * 12, Limits(p99_ms=5), True),
        ({}, [9.0] * 12, LIMITS, False),
    ],
)
def test_a_trial_of_a_thousand_ends_once_nothing_can_save_it(
    counts: dict[str, int], delays_ms: list[float], limits: Limits, ended: bool
) -> None:
    going = run(exchange("discover_offer", [1.0] * 100 + delays_ms), exchange("request_ack", [1.0] * 50, **counts))
    assert hopeless(going, 1000, limits) is ended


def test_a_server_with_a_ceiling() -> None:
    most, window_s = 300, 0.1
    begin, used = time.monotonic(), 0

    def script(request: Message4, number: int) -> list[Reply]:
        nonlocal begin, used
        now = time.monotonic()
        if now - begin >= window_s:
            begin, used = now, 0
        used += request.message_type == 1
        return [] if request.message_type == 1 and used > most * window_s else [(0, answer4(request).encode())]

    with ScriptedServer(script) as server:
        plan = Plan("127.0.0.1", "127.0.0.2", server_port=server.port, max_starts=1, clients=5000, drop_time_s=0.1)
        told: list[Trial] = []
        search = Search(LIMITS, 200, precision=0.04, rounds=1)
        found = find_max(plan, search, trial_s=0.5, stop=lambda: False, told=told.append)
    assert found.rate_pps == pytest.approx(most, rel=0.12)
    assert tuple(told) == found.trials


def test_a_dead_server_is_not_asked_to_the_end() -> None:
    with ScriptedServer(lambda request, number: []) as server:
        plan = Plan("127.0.0.1", "127.0.0.2", server_port=server.port, max_starts=1, drop_time_s=0.1)
        begun = time.monotonic()
        search = Search(LIMITS, 20, rounds=1, trials_most=1)
        (trial,) = find_max(plan, search, trial_s=30, stop=lambda: False).trials
    assert trial.early
    assert trial.loss_percent == 100
    assert time.monotonic() - begun < 5
