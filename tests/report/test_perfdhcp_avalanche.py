from __future__ import annotations

from datetime import UTC, datetime

from dhcptools.report.perfdhcp_avalanche import resent, tail
from support.perf_runs import exchange, run


def test_a_line_of_what_was_sent_again() -> None:
    now = datetime(2026, 11, 21, 5, 5, 16, 386227, UTC)
    assert resent("discover_offer", 11787, 3422, 3422, now) == (
        "2026-Nov-21 05:05:16.386227 DISCOVER-OFFER: still waiting for 11787 answers, resent 3422, retrying 3422\n"
    )


def test_the_four_lines_at_the_end() -> None:
    first, second = exchange("discover_offer", [1.0] * 3), exchange("request_ack", [1.0] * 3)
    first.resent = 4
    made = run(first, second, duration_s=33.81769)
    lines = tail(made).splitlines()
    assert lines[0] == f"It took 00:00:33.817690 to provision {made.configured.clients} clients. "
    assert lines[1:] == ["Requests sent + resent: 10", "Requests resent: 4", "Responses received: 6"]
