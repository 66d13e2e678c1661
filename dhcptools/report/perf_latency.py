"""Percentiles of a run as text: what the server felt like, from the time each packet was meant to be sent."""

from __future__ import annotations

from dhcptools.measure.latency import Latency
from dhcptools.measure.result import Run
from dhcptools.report.perfdhcp_text import LABELS

_COLUMNS = (50.0, 90.0, 99.0, 99.9)


def latency_table(run: Run) -> str:
    """A table of milliseconds, a line an exchange and clock; ``n/a`` where nothing was received."""
    heads = ["", *(f"p{percentile:g}" for percentile in _COLUMNS), "max"]
    rows = [heads]
    for exchange in run.exchanges.values():
        label = LABELS[exchange.name]
        rows.append([f"{label}, intended", *_cells(exchange.latency)])
        rows.append([f"{label}, sent", *_cells(exchange.service)])
    first = max(len(row[0]) for row in rows)
    lines = [row[0].ljust(first) + "".join(f"{cell:>11}" for cell in row[1:]) for row in rows]
    return "***Latency in ms, from the intended and from the real sending time***\n" + "\n".join(lines) + "\n"


def _cells(latency: Latency) -> list[str]:
    values = [*(latency.percentile_ns(percentile) for percentile in _COLUMNS), latency.max_ns]
    return ["n/a" if ns is None else f"{ns / 1e6:.3f}" for ns in values]
