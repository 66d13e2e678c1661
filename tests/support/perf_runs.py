"""Finished load runs made by hand, for the tests of renderers."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from dhcptools.measure.result import Configured, ExchangeResult, Run, Target


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
