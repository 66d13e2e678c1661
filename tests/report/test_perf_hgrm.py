from __future__ import annotations

import io

import numpy as np
import pytest
from hdrh.histogram import HdrHistogram

from dhcptools.measure.latency import Latency, highest_in_bucket
from dhcptools.report.perf_hgrm import distribution, percentiles


def made(values: list[int]) -> Latency:
    latency = Latency()
    latency.record(np.array(values, np.int64))
    return latency


@pytest.mark.parametrize(
    "latency",
    [
        made([5_000_000]),
        made([1_000_000, 2_000_000]),
        made(np.random.default_rng(4).lognormal(13, 1, 10_000).astype(np.int64).tolist()),
        made([1_000_000] * 999 + [40_000_000_000]),
    ],
    ids=["one", "two", "many", "outlier"],
)
def test_every_line_holds_and_the_frame_is_the_librarys(latency: Latency) -> None:
    library = HdrHistogram.decode(latency.encode())
    filled = np.flatnonzero(latency.counts)
    ends = [highest_in_bucket(index) for index in filled.tolist()]
    cumulative = np.cumsum(latency.counts[filled]).tolist()
    *lines, mean, greatest, buckets = distribution(latency).splitlines()
    assert lines[:2] == ["       Value     Percentile TotalCount 1/(1-Percentile)", ""]
    for line, (_, level, counted) in zip(lines[2:], percentiles(latency), strict=True):
        value, percentile, total, *rest = line.split()
        (at,) = [index for index, ns in enumerate(ends) if f"{ns / 1e6:.3f}" == value and cumulative[index] == counted]
        assert 100 * counted >= level * latency.count
        assert at == 0 or 100 * cumulative[at - 1] < level * latency.count
        assert (int(total), float(percentile)) == (counted, pytest.approx(level / 100))
        assert rest == ([] if level == 100 else [f"{1 / (1 - level / 100):.2f}"])
    out = io.BytesIO()
    library.output_percentile_distribution(out, 1_000_000)
    theirs = out.getvalue().decode().splitlines()
    assert lines[2].split()[:3] == theirs[2].split()[:3]
    assert (lines[-1], buckets) == (theirs[-4], theirs[-1])
    # The library for Python leaves the deviation unscaled and counts with decimals; Java's writes these two lines so.
    assert mean == (
        f"#[Mean    = {(latency.mean_ns or 0) / 1e6:12.3f}, StdDeviation   = {(latency.stddev_ns or 0) / 1e6:12.3f}]"
    )
    assert greatest == f"#[Max     = {(latency.max_ns or 0) / 1e6:12.3f}, Total count    = {latency.count:12d}]"


def test_steps_halve_with_the_distance() -> None:
    levels = [level for _, level, _ in percentiles(made(list(range(1_000_000, 9_000_000, 1_000))))]
    assert levels[:12] == [0, 10, 20, 30, 40, 50, 55, 60, 65, 70, 75, 77.5]


def test_an_empty_distribution_has_no_lines() -> None:
    assert list(percentiles(Latency())) == []
    lines = distribution(Latency()).splitlines()
    assert lines[0] == "       Value     Percentile TotalCount 1/(1-Percentile)"
    assert len(lines) == 5


def test_the_last_line_is_the_whole() -> None:
    got = list(percentiles(made(list(range(1_000, 5_000_000, 1_000)))))
    assert got[-1][1:] == (100.0, 4999)
    assert [level for _, level, _ in got] == sorted(level for _, level, _ in got)
