"""Finished load runs made by hand, for the tests of renderers."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from dhcptools.measure.pacing import NS_PER_S as _S
from dhcptools.measure.pacing import due
from dhcptools.measure.result import Configured, ExchangeResult, Run, Target
from dhcptools.measure.series import Timeline


def exchange(name: str, delays_ms: list[float], **counts: int) -> ExchangeResult:
    """An exchange that received one answer a delay; ``sent`` is made to reconcile."""
    made = ExchangeResult(name, received=len(delays_ms), **counts)
    made.sent = made.accounted
    ns = np.array([round(delay * 1e6) for delay in delays_ms], np.int64)
    made.latency.record(ns + 1_000_000)
    made.service.record(ns)
    return made


def run(*exchanges: ExchangeResult, family: int = 4, rate_pps: int | None = 10, **values: object) -> Run:
    """A run of half a second of those exchanges."""
    made = Run(
        Target("192.0.2.1", 67),
        Configured(rate_pps=rate_pps, clients=5, period_s=0.5),
        datetime(2026, 11, 21, 12, 0, 0, 123_000, tzinfo=UTC),
        family,
        duration_s=0.5,
        exchanges={each.name: each for each in exchanges},
    )
    for name, value in values.items():
        setattr(made, name, value)
    return made


def dora(**values: object) -> Run:
    """Five full exchanges without any loss."""
    delays = [0.601, 0.8, 0.9, 1.1, 1.306]
    return run(exchange("discover_offer", delays), exchange("request_ack", delays), **values)  # type: ignore[arg-type]


def timed(seconds: int = 6, rate_pps: int = 1000, delay_ms: float = 1.0, lost: int = 0, seed: int = 1) -> Run:
    """A run of whole dialogues with a timeline: delays around ``delay_ms``, ``lost`` unanswered a second."""
    random = np.random.default_rng(seed)
    made = run(
        ExchangeResult("discover_offer"), ExchangeResult("request_ack"), rate_pps=rate_pps,
        duration_s=float(seconds), servers={"192.0.2.1": 2 * seconds * (rate_pps - lost)}, addresses_distinct=5,
    )  # fmt: skip
    for each in made.exchanges.values():
        timeline = made.seconds[each.name] = Timeline()
        for second in range(seconds):
            count = rate_pps - lost
            sent_ns = second * _S + np.arange(count) * (_S // rate_pps)
            took_ns = (delay_ms * 1e6 * random.lognormal(0, 0.3, count)).astype(np.int64)
            timeline.note_sent(second * _S, rate_pps)
            timeline.note_answered(sent_ns, sent_ns + took_ns, took_ns + 1000, 0)
            each.latency.record(took_ns + 1000)
            each.service.record(took_ns)
        each.received, each.lost = seconds * (rate_pps - lost), seconds * lost
        each.sent = each.accounted
    made.seconds["discover_offer"].set_asked(lambda elapsed: due(elapsed, rate_pps), seconds * _S - 1)
    return made
