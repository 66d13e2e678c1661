from __future__ import annotations

import numpy as np

from dhcptools.measure.result import ExchangeResult
from dhcptools.measure.series import Timeline
from dhcptools.perf.samples import Samples


def test_samples_of_any_size_reach_histograms_and_timeline() -> None:
    result, timeline = ExchangeResult("discover_offer"), Timeline()
    samples = Samples(result, timeline, 10_000)
    for count in (1, 8000, 500, 20_000, 3):
        took_ns = np.arange(count)
        samples.add(np.full(count, 1_000_000_000), took_ns, took_ns + 5)
    samples.flush()
    assert result.latency.count == result.service.count == 28_504
    assert (result.service.max_ns, result.latency.max_ns) == (19_999, 20_004)
    row = timeline.rows()[1]
    assert (row.received, row.late, row.answered, row.max_ns) == (28_504 - 9_999, 9_999, 28_504, 20_004)
