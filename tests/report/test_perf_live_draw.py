from __future__ import annotations

import io

import pytest
from rich.console import Console

from dhcptools.measure.snapshot import Moment, Snapshot
from dhcptools.report.perf_live import encode
from dhcptools.report.perf_live_draw import draw, sparkline, view


def moment(answered: float, **values: object) -> Moment:
    latencies = {"p50_ns": 500_000, "p99_ns": 1_500_000, "max_ns": 9_000_000}
    fates = {"sent": 9, "received": 8, "lost": 0, "late": 0, "nak": 0, "rejected": 0}
    rates = {"name": "request_ack", "asked_pps": 2000.0, "sent_pps": 1999.0, "answered_pps": answered}
    whole = rates | fates | latencies
    return Moment(**(whole | values))  # type: ignore[arg-type]  # a row of keywords


def shown(*snapshots: Snapshot) -> str:
    console = Console(file=io.StringIO(), width=120)
    console.print(view(snapshots))
    text = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO from above
    assert isinstance(text, str)
    return text


@pytest.mark.parametrize(
    ("values", "expected"), [([], ""), ([0, 0], "▁▁"), ([0, 1, 2], "▁▅█"), ([7], "█"), ([1, 50, 100], "▁▅█")]
)
def test_sparklines(values: list[float], expected: str) -> None:
    assert sparkline(values) == expected


def test_the_picture_shows_now_and_what_was() -> None:
    text = shown(Snapshot(1, 9, (moment(10),)), Snapshot(2, 8, (moment(1000, lost=1234, nak=5),)))
    for wanted in (
        "REQUEST-ACK",
        "1,999 of 2,000",
        "1,234",
        "5 NAK",
        "0.500",
        "1.500",
        "9.000",
        "▁█",
        "2 s",
        "8 s left",
    ):
        assert wanted in text


def test_a_run_without_an_end_or_exchanges_yet() -> None:
    assert "left" not in shown(Snapshot(3, None, ()))


def test_every_line_is_drawn() -> None:
    console = Console(file=io.StringIO(), width=120, force_terminal=True)
    draw([encode(Snapshot(second, None, (moment(second),))) for second in (1.0, 2.0)], console)
    text = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO from above
    assert text.count("REQUEST-ACK") >= 2
    assert text.index("1 s") < text.index("2 s")
