from __future__ import annotations

import csv
import io

from dhcptools.report.perf_csv import HEADS, table
from support.perf_runs import dora, timed


def test_a_row_a_second_and_exchange_in_the_order_of_time() -> None:
    text = table(timed(3, 100, lost=10))
    assert text.startswith("time,start_s,width_s,exchange,asked,sent,")
    assert text.count("\r\n") == 7
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(row["start_s"], row["exchange"]) for row in rows[:3]] == [
        ("0", "discover_offer"), ("0", "request_ack"), ("1", "discover_offer"),
    ]  # fmt: skip
    assert rows[2]["time"] == "2026-11-21T12:00:01.123Z"
    assert (rows[2]["asked"], rows[2]["sent"], rows[2]["received"], rows[2]["lost"]) == ("100", "100", "90", "10")
    assert rows[3]["asked"] == ""
    assert 0.5 < float(rows[2]["p50_ms"]) < float(rows[2]["p99_ms"]) <= float(rows[2]["max_ms"])
    assert tuple(rows[0]) == HEADS


def test_a_run_without_seconds_has_heads_alone() -> None:
    assert table(dora()) == ",".join(HEADS) + "\r\n"
