from __future__ import annotations

import io
from pathlib import Path

from dhcptools.kea.memfile.columns import read_columns
from dhcptools.report.leases_progress import Bar, Count

DATA = Path(__file__).resolve().parents[1] / "data" / "kea22" / "kea22-leases4.csv"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_it_is_drawn_after_a_second_and_taken_away() -> None:
    stream, now = Terminal(), [0.0]
    bar = Bar(stream, lambda: now[0])
    bar(10, 100)
    now[0] = 0.9
    bar(20, 100)
    assert stream.getvalue() == ""
    now[0] = 1.0
    bar(30, 100)
    assert "reading leases" in stream.getvalue()
    assert "30/100" in stream.getvalue()
    drawn = len(stream.getvalue())
    now[0] = 1.05
    bar(31, 100)
    assert len(stream.getvalue()) == drawn
    now[0] = 1.2
    bar(99, 100)
    assert "99/100" in stream.getvalue()
    bar.close()
    bar.close()
    assert stream.getvalue().endswith("\x1b[2K")  # the line is empty again


def test_a_file_tells_how_far_it_is_read() -> None:
    told: list[tuple[int, int]] = []
    with read_columns(DATA, block_octets=512, progress=lambda done, whole: told.append((done, whole))):
        pass
    size = DATA.stat().st_size
    assert len(told) > 3
    assert told == sorted(told)
    assert told[-1][1] == size
    assert 0 <= size - told[-1][0] < 512


def test_leases_of_servers_are_counted_on_one_line() -> None:
    stream, times = io.StringIO(), iter([0.0, 0.5, 1.5, 1.55, 1.7])
    count = Count(stream, lambda: next(times))
    for done in (250, 500, 1750, 2000):
        count(done)
    assert stream.getvalue() == "\r500 leases read\r2,000 leases read"
    count(None)
    count(None)
    assert stream.getvalue().endswith("read\r\x1b[K")
