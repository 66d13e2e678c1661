from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from dhcptools.measure.result import Configured, ExchangeResult, Run, Target


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
