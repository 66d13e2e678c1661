from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dhcptools.measure.snapshot import Moment, Snapshot
from dhcptools.report.perf_live import Drawn, Lines, decode, encode, line
from support.command import ROOT

FIRST = Moment("discover_offer", 1000.0, 998.0, 990.0, 4000, 3980, 5, 1, 0, 0, 400_000, 1_200_000, 3_000_000)
SECOND = Moment("request_ack", None, 990.0, 985.0, 3980, 3900, 0, 0, 2, 3, None, None, None)
NOW = Snapshot(4.02, 6.0, (FIRST, SECOND))


def test_a_line_says_it_all() -> None:
    assert line(NOW) == (
        "4 s; DISCOVER-OFFER 998 of 1000/s sent, 990/s answered, 5 lost, 1 late, p50 0.400, p99 1.200, max 3.000 ms; "
        "REQUEST-ACK 990/s sent, 985/s answered, 0 lost, 2 NAK, 3 rejected, p50 n/a, p99 n/a, max n/a ms; 6 s left"
    )
    assert line(Snapshot(1.0, None, ())) == "1 s"


def test_lines_come_once_an_interval() -> None:
    out = io.StringIO()
    with Lines(out, 2) as lines:
        for elapsed in (0.5, 1.9, 2.1, 3, 4.0, 4.5, 9.0, 9.5, 10.0):
            lines.update(Snapshot(elapsed, None, ()))
    assert out.getvalue().split("\n") == ["2 s", "4 s", "9 s", "10 s", ""]


def test_a_snapshot_passes_the_pipe_whole() -> None:
    assert decode(encode(NOW)) == NOW
    assert len(encode(Snapshot(1e9, 1e9, (FIRST,) * 9))) < 4096


SCRIPT = """
import sys
from dhcptools.report.perf_live import Drawn, decode
with Drawn() as live:
    for text in sys.stdin.buffer:
        live.update(decode(text))
print("rich" in sys.modules)
"""


def test_a_terminal_is_drawn_on_by_another_process(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "120"}
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=theirs, env=environment
    ) as running:
        os.close(theirs)
        out, _ = running.communicate(encode(NOW) * 3, timeout=20)
    seen = bytearray()
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the terminal is gone when nobody holds it any more
            break
        if not part:
            break
        seen += part
    os.close(ours)
    assert out == b"False\n"
    assert b"DISCOVER-OFFER" in seen
    assert "█".encode() in seen
    assert b"\x1b[2K" in seen  # what was drawn is wiped out


def test_a_process_that_draws_nothing_takes_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/sleep")  # "sleep -m …" ends at once: nobody reads
    with Drawn() as live:
        before = time.monotonic()
        for _ in range(2000):
            live.update(NOW)
        assert time.monotonic() - before < 2


def test_without_a_context_nothing_happens() -> None:
    Drawn().update(NOW)
