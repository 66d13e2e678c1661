from __future__ import annotations

from dhcptools.report.perf_latency import latency_table
from support.perf_runs import dora, exchange, run


def test_a_line_an_exchange_and_clock_in_aligned_columns() -> None:
    head, columns, *rows = latency_table(dora()).splitlines()
    assert head == "***Latency in ms, from the intended and from the real sending time***"
    assert columns.split() == ["p50", "p90", "p99", "p99.9", "max"]
    assert [row.split(",")[0] for row in rows] == ["DISCOVER-OFFER"] * 2 + ["REQUEST-ACK"] * 2
    assert {len(row) for row in [columns, *rows]} == {len(columns)}
    intended, sent = rows[:2]
    assert float(intended.split()[-1]) == 2.306
    assert float(sent.split()[-1]) == 1.306
    assert abs(float(sent.split()[2]) - 0.9) < 0.001


def test_silence_is_not_available() -> None:
    rows = latency_table(run(exchange("discover_offer", [], lost=1))).splitlines()[2:]
    assert [row.split()[2:] for row in rows] == [["n/a"] * 5] * 2
