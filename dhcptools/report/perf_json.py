"""A run as the JSON object of ``dhcptool perf --json``; the schema is ``dhcptools/schemas/perf-1.schema.json``."""

from __future__ import annotations

from datetime import UTC
from typing import TypeAlias

from dhcptools import __version__
from dhcptools.measure.latency import Latency
from dhcptools.measure.result import ExchangeResult, Run
from dhcptools.measure.series import Row

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

SCHEMA = "dhcptool.perf/1"

_PERCENTILES = {"p50": 50.0, "p90": 90.0, "p99": 99.0, "p99_9": 99.9, "p99_99": 99.99}


def document(run: Run, *, passed: bool) -> dict[str, Json]:
    """Describe ``run`` for machines. Numbers that are not known are null; histograms count nanoseconds."""
    started = run.started.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    configured = run.configured
    rate = "four_way_rate_pps" if run.four_way else "two_way_rate_pps"
    return {
        "schema": SCHEMA,
        "tool": {"name": "dhcptool", "version": __version__},
        "target": {
            "server": run.target.server,
            "port": run.target.port,
            "family": run.family,
            "embedded": run.target.embedded,
        },
        "configured": {
            "rate_pps": configured.rate_pps,
            "clients": configured.clients,
            "period_s": configured.period_s,
            "requests": configured.requests,
            "drop_time_s": configured.drop_time_s,
            "scenario": configured.scenario,
            "window": configured.window,
            "stages": [{"duration_s": duration_s, "rate_pps": rate_pps} for duration_s, rate_pps in configured.stages],
            "ramp": configured.ramp,
            "mix": dict(configured.mix),
            "retransmit": configured.retransmit,
            "processes": configured.processes,
            "interface": configured.interface,
            "vlan": configured.vlan,
        },
        "started": started,
        "stopped_by": run.stopped_by,
        "duration_s": run.duration_s,
        rate: run.rate_pps,
        "generator_lag": {"behind": run.behind, "max_behind_s": run.max_behind_s},
        "local": {
            "receive_dropped": run.receive_dropped,
            "refused": run.refused,
            "malformed": run.malformed,
            "send_failures": run.send_failures,
        },
        "exchanges": {name: _exchange(exchange) for name, exchange in run.exchanges.items()},
        "histogram_unit": "ns",
        "addresses": {
            "distinct": run.addresses_distinct,
            "duplicate": run.addresses_duplicate,
            "foreign": run.addresses_foreign,
            "problems": [
                {"address": each.address, "client": each.client, "holder": each.holder or None}
                for each in run.address_problems
            ],
        },
        "servers": [_server(run, identifier) for identifier in run.servers],
        "thresholds": [
            {"expression": verdict.expression, "value": verdict.value, "ok": verdict.ok} for verdict in run.thresholds
        ],
        "verdict": "pass" if passed else "fail",
        "seconds": [_second(name, row) for name, timeline in run.seconds.items() for row in timeline.rows()],
    }


def _server(run: Run, identifier: str) -> Json:
    """A server; the latencies of the only one are those of all exchanges."""
    told: dict[str, Json] = {"id": identifier, "replies": run.servers[identifier]}
    latency = run.server_latency.get(identifier)
    if latency is None and len(run.servers) == 1:
        latency = Latency()
        for exchange in run.exchanges.values():
            latency.merge(exchange.latency)
    if latency is not None:
        told |= {"latency_ms": _milliseconds(latency), "histogram": latency.encode()}
    return told


def _second(name: str, row: Row) -> Json:
    return {
        "exchange": name,
        "start_s": row.start_s,
        "width_s": row.width_s,
        "asked": row.asked,
        "sent": row.sent,
        "answered": row.answered,
        "received": row.received,
        "lost": row.lost,
        "late": row.late,
        "in_flight": row.in_flight,
        "nak": row.nak,
        "rejected": row.rejected,
        "latency_ms": {
            "p50": _one_ms(row.p50_ns),
            "p90": _one_ms(row.p90_ns),
            "p99": _one_ms(row.p99_ns),
            "max": _one_ms(row.max_ns),
        },
        "latency_bins": [number for pair in row.bins for number in pair],
    }


def _exchange(exchange: ExchangeResult) -> Json:
    return {
        "sent": exchange.sent,
        "received": exchange.received,
        "lost": exchange.lost,
        "late": exchange.late,
        "in_flight": exchange.in_flight,
        "nak": exchange.nak,
        "rejected": exchange.rejected,
        "orphans": exchange.orphans,
        "duplicates": exchange.duplicates,
        "malformed": exchange.malformed,
        "resent": exchange.resent,
        "expects_answer": exchange.answered,
        "latency_ms": _milliseconds(exchange.latency),
        "service_ms": _milliseconds(exchange.service),
        "histogram": exchange.latency.encode(),
        "service_histogram": exchange.service.encode(),
    }


def _milliseconds(latency: Latency) -> Json:
    values: dict[str, float | None] = {
        "min": latency.min_ns,
        "mean": latency.mean_ns,
        "max": latency.max_ns,
        "stddev": latency.stddev_ns,
    }
    values |= {name: latency.percentile_ns(percentile) for name, percentile in _PERCENTILES.items()}
    return {name: _one_ms(ns) for name, ns in values.items()}


def _one_ms(ns: float | None) -> float | None:
    return None if ns is None else round(ns / 1e6, 6)
