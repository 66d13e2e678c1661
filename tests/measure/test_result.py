from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from dhcptools.measure.latency import Latency
from dhcptools.measure.result import Configured, ExchangeResult, Run, Target
from dhcptools.measure.series import Timeline


def run(**exchanges: ExchangeResult) -> Run:
    configured = Configured(rate_pps=100, clients=1, period_s=2.0)
    target = Target("192.0.2.1", 67)
    return Run(target, configured, datetime(2026, 1, 2, tzinfo=UTC), 4, duration_s=2.0, exchanges=exchanges)


def test_accounted_is_the_sum_of_all_fates() -> None:
    exchange = ExchangeResult(
        "discover_offer", 21, received=1, lost=2, late=3, in_flight=4, nak=5, rejected=6, orphans=9
    )
    assert exchange.accounted == exchange.sent


def test_in_flight_is_no_failure_but_lateness_is() -> None:
    assert ExchangeResult("discover_offer", 3, received=2, in_flight=1).failed == 0
    assert ExchangeResult("discover_offer", 3, received=2, late=1).failed == 1


def test_merge_adds_counts_and_latencies() -> None:
    one, two = (
        ExchangeResult("request_ack", 3, received=3, orphans=1),
        ExchangeResult("request_ack", 4, received=2, lost=2),
    )
    one.latency.record(np.array([1_000], np.int64))
    two.latency.record(np.array([3_000], np.int64))
    two.service.record(np.array([2_000], np.int64))
    one.merge(two)
    assert (one.sent, one.received, one.lost, one.orphans) == (7, 5, 2, 1)
    assert (one.latency.count, one.latency.mean_ns, one.service.count) == (2, 2_000, 1)


def test_merge_of_different_exchanges_is_refused() -> None:
    with pytest.raises(ValueError, match="request_ack"):
        ExchangeResult("discover_offer").merge(ExchangeResult("request_ack"))


def test_rate_is_that_of_the_last_exchange() -> None:
    first, second = (
        ExchangeResult("discover_offer", 10, received=10),
        ExchangeResult("request_ack", 10, received=6, lost=4),
    )
    both = run(discover_offer=first, request_ack=second)
    assert both.four_way
    assert (both.rate_pps, both.failed) == (3.0, True)
    alone = run(discover_offer=first)
    assert not alone.four_way
    assert (alone.rate_pps, alone.failed) == (5.0, False)


def test_a_run_without_time_has_no_rate_and_one_without_requests_failed() -> None:
    empty = run()
    assert (empty.rate_pps, empty.failed) == (None, True)
    empty.exchanges["discover_offer"] = ExchangeResult("discover_offer", 1, received=1)
    empty.duration_s = 0.0
    assert empty.rate_pps is None


def beside(run_: Run, **values: object) -> Run:
    for name, value in values.items():
        setattr(run_, name, value)
    return run_


def test_runs_beside_each_other_are_one_run() -> None:
    one = beside(
        run(discover_offer=ExchangeResult("discover_offer", 10, received=10)),
        servers={"192.0.2.1": 10}, addresses_distinct=4, behind=1, max_behind_s=0.5, thresholds=[object()],
    )  # fmt: skip
    other = beside(
        run(discover_offer=ExchangeResult("discover_offer", 20, received=18, lost=2)),
        servers={"192.0.2.1": 5, "192.0.2.7": 13}, addresses_distinct=6, behind=2, max_behind_s=0.25, duration_s=3.0,
        stopped_by="SIGINT", target=Target("192.0.2.2", 67), started=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    one.seconds["discover_offer"], other.seconds["discover_offer"] = Timeline(), Timeline()
    one.seconds["discover_offer"].note_sent(0, 10)
    other.seconds["discover_offer"].note_sent(0, 20)
    other.server_latency["192.0.2.7"] = Latency()
    one.merge(other)
    assert (one.exchanges["discover_offer"].sent, one.rate_pps) == (30, 28 / 3)
    assert one.servers == {"192.0.2.1": 15, "192.0.2.7": 13}
    assert (one.addresses_distinct, one.behind, one.max_behind_s) == (10, 3, 0.5)
    assert (one.configured.rate_pps, one.configured.clients, one.configured.period_s) == (200, 2, 2.0)
    assert (one.target.server, one.started.day, one.stopped_by) == ("192.0.2.1, 192.0.2.2", 1, "SIGINT")
    assert one.seconds["discover_offer"].rows()[0].sent == 30
    assert list(one.server_latency) == ["192.0.2.7"]
    assert one.thresholds == []


def test_a_limit_that_one_run_lacks_is_no_limit_of_both() -> None:
    one, other = run(), run()
    other.configured = Configured(rate_pps=None, clients=3, period_s=None, requests=5, drop_time_s=2.0)
    one.merge(other)
    got = one.configured
    assert (got.rate_pps, got.clients, got.period_s, got.requests, got.drop_time_s) == (None, 4, None, None, 2.0)


def test_runs_of_different_kinds_are_not_merged() -> None:
    with pytest.raises(ValueError, match="DHCPv6"):
        run().merge(beside(run(), family=6))
    with pytest.raises(ValueError, match="different exchanges"):
        run().merge(run(request_ack=ExchangeResult("request_ack")))
