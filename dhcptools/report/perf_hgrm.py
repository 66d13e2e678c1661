"""The percentiles of one exchange in the ``.hgrm`` form that HdrHistogram's tools print and plot; values are in ms."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from dhcptools.measure.latency import COUNTS, DIGITS, Latency, highest_in_bucket

_TICKS = 5  # steps in each halving of the distance to 100 %
_MS = 1_000_000


def percentiles(latency: Latency) -> Iterator[tuple[float, float, int]]:
    """Milliseconds, percentile and count up to it, finer and finer towards 100 %, which comes last."""
    cumulative = np.cumsum(latency.counts)
    total = int(cumulative[-1])
    level, counted, index = 0.0, 0, 0
    while counted < total:
        wanted = max(math.ceil(level * total / 100 - 1e-9), 1)
        index = int(np.searchsorted(cumulative, wanted))
        counted = int(cumulative[index])
        yield highest_in_bucket(index) / _MS, level, counted
        halvings = int(math.log2(100 / (100 - level))) + 1
        level += 100 / (_TICKS * 2**halvings)
    if total:
        yield highest_in_bucket(index) / _MS, 100.0, total


def distribution(latency: Latency) -> str:
    """The whole file."""
    lines = [f"{'Value':>12} {'Percentile':>14} {'TotalCount':>10} {'1/(1-Percentile)':>14}\n\n"]
    for value, level, counted in percentiles(latency):
        line = f"{value:12.{DIGITS}f} {level / 100:2.12f} {counted:10d}"
        lines.append(f"{line} {1 / (1 - level / 100):14.2f}\n" if level < 100 else f"{line}\n")
    mean, deviation, greatest = ((ns or 0) / _MS for ns in (latency.mean_ns, latency.stddev_ns, latency.max_ns))
    lines += [
        f"#[Mean    = {mean:12.{DIGITS}f}, StdDeviation   = {deviation:12.{DIGITS}f}]\n",
        f"#[Max     = {greatest:12.{DIGITS}f}, Total count    = {latency.count:12d}]\n",
        f"#[Buckets = {_BUCKETS:12d}, SubBuckets     = {_SUB_BUCKETS:12d}]\n",
    ]
    return "".join(lines)


_SUB_BUCKETS = 2048  # what three digits need
_BUCKETS = 2 * COUNTS // _SUB_BUCKETS - 1
