from __future__ import annotations

from dhcptools.measure.result import Verdict
from dhcptools.report.perf_thresholds import threshold_table
from support.perf_runs import dora


def test_a_line_a_limit() -> None:
    limits = [
        Verdict("p99<5ms", 1602.2241, ok=False),
        Verdict("lost<\x1b", None, ok=False),
        Verdict("rate>=1", 5, ok=True),
    ]
    assert threshold_table(dora(thresholds=limits)) == (
        "***Limits***\np99<5ms    1602  missed\nlost<\\x1b   n/a  missed\nrate>=1       5  kept\n"
    )


def test_nothing_without_limits() -> None:
    assert threshold_table(dora()) == ""
