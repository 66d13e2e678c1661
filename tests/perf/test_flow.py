from __future__ import annotations

import numpy as np

from dhcptools.perf.flow import Flow, kinds_of_run, make_flows
from dhcptools.perf.messages4 import Dialogue4
from dhcptools.perf.plan import Plan
from dhcptools.perf.workload import parse_mix


def test_the_flows_of_a_run() -> None:
    plan = Plan("192.0.2.1", "192.0.2.2", period_s=1, renew_rate_pps=1, release_rate_pps=1)
    assert kinds_of_run(plan) == [("discover", "request"), ("renew",), ("release",)]
    mixed = Plan("192.0.2.1", "192.0.2.2", period_s=1, mix=parse_mix("dora=1,rebind=1"))
    assert kinds_of_run(mixed) == [("discover", "request"), ("rebind",), ("renew",)]


def flows(**values: object) -> list[Flow]:
    plan = Plan("192.0.2.1", "192.0.2.2", period_s=10, clients=7, **values)  # type: ignore[arg-type]
    kinds = tuple(kind for flow in kinds_of_run(plan) for kind in flow)
    return make_flows(plan, Dialogue4(plan, kinds))


def test_schedules_and_trackers_of_flows() -> None:
    first, renewals, releases = flows(renew_rate_pps=40, release_rate_pps=30)
    assert [flow.due(5_000_000_000) for flow in (first, renewals, releases)] == [5001, 201, 151]
    assert [flow.place for flow in (first, renewals, releases)] == [0, 2, 3]
    assert [flow.draws for flow in (first, renewals, releases)] == [False, True, True]
    assert [flow.answered for flow in (first, renewals, releases)] == [True, True, False]
    assert [flow.tracker.stages[0].timeline.answered for flow in (first, renewals, releases)] == [True, True, False]
    assert first.ring is None
    assert renewals.ring is not None


def test_the_rate_of_a_mix_is_shared() -> None:
    shared = flows(mix=parse_mix("dora=3,rebind=1"))
    assert [flow.due(1_000_000_000) for flow in shared] == [751, 251, 0]
    assert all(flow.resends for flow in shared)


def test_first_requests_are_ready_ahead() -> None:
    (flow,) = flows()
    batch, since_ns, at, rows = flow.ready(10)
    assert (at, rows) == (0, 10)
    assert since_ns[:2].tolist() == [0, 1_000_000]
    flow.tracker.start(np.zeros(1020, np.int64), 0)
    flow.taken = 1020
    assert flow.ready(10)[2:] == (1020, 4)
    assert flow.ready(10)[0] is batch


def test_numbers_and_clients_of_a_share() -> None:
    (flow,) = flows(share=1, shares=4)
    assert flow.numbers(np.arange(3)).tolist() == [1, 5, 9]
    assert flow.clients(np.arange(3)).tolist() == [1, 5, 2]
    assert flow.due(1_000_000_000) == 250
