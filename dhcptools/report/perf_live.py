"""A load run while it goes on: drawn on a terminal, or told by a line an interval.

The drawing is done by a process of its own, so that it takes no time from the generator: snapshots go to it through a
pipe that never blocks, and one that finds the pipe full is not drawn.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from types import TracebackType
from typing import Protocol, Self, TextIO

from dhcptools.measure.snapshot import Moment, Snapshot
from dhcptools.report.perfdhcp_text import LABELS

_WAIT_S = 2.0  # for the last drawing


class Live(Protocol):
    """Somebody who is told how the run goes on, about once a second, within a context."""

    def update(self, now: Snapshot) -> None:
        """Show this."""
        raise NotImplementedError  # abstract

    def __enter__(self) -> Self:
        raise NotImplementedError  # abstract

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        raise NotImplementedError  # abstract


class Drawn:
    """Draws on the terminal that is the standard error; it is as before when the context is left."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "dhcptools.report.perf_live_draw"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE)
        if self._process.stdin is not None:
            os.set_blocking(self._process.stdin.fileno(), False)
        return self

    def update(self, now: Snapshot) -> None:
        """Hand a snapshot to the drawing process; it takes microseconds, whatever that process does."""
        if self._process is None or self._process.stdin is None:
            return
        # Written at once or not at all: it is shorter than PIPE_BUF.
        with suppress(BlockingIOError, BrokenPipeError):
            os.write(self._process.stdin.fileno(), encode(now))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is None:
            return
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            self._process.wait(_WAIT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


class Lines:
    """Writes a line each ``interval_s``, for logs."""

    def __init__(self, out: TextIO, interval_s: float = 1.0) -> None:
        self._out = out
        self._interval_s = interval_s
        self._next_s = interval_s

    def __enter__(self) -> Self:
        return self

    def update(self, now: Snapshot) -> None:
        """Write a line when it is time for one."""
        if now.elapsed_s < self._next_s:
            return
        self._next_s = (now.elapsed_s // self._interval_s + 1) * self._interval_s
        self._out.write(line(now) + "\n")
        self._out.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


def line(now: Snapshot) -> str:
    """A snapshot in one line."""
    parts = [f"{now.elapsed_s:.0f} s"]
    for each in now.exchanges:
        asked = "" if each.asked_pps is None else f" of {each.asked_pps:.0f}"
        fates = "".join(f", {count} {word}" for word, count in fates_of(each))
        parts.append(
            f"{LABELS.get(each.name, each.name)} {each.sent_pps:.0f}{asked}/s sent, {each.answered_pps:.0f}/s "
            f"answered{fates}, p50 {milliseconds(each.p50_ns)}, p99 {milliseconds(each.p99_ns)}, "
            f"max {milliseconds(each.max_ns)} ms"
        )
    if now.left_s is not None:
        parts.append(f"{now.left_s:.0f} s left")
    return "; ".join(parts)


def fates_of(each: Moment) -> list[tuple[str, int]]:
    """What went wrong so far, lost always among it."""
    rest = (("late", each.late), ("NAK", each.nak), ("rejected", each.rejected))
    return [("lost", each.lost), *((word, count) for word, count in rest if count)]


def milliseconds(ns: int | None) -> str:
    """A latency without its unit."""
    return "n/a" if ns is None else f"{ns / 1e6:.3f}"


def encode(now: Snapshot) -> bytes:
    """A snapshot as a line of JSON."""
    return json.dumps(asdict(now), separators=(",", ":")).encode() + b"\n"


def decode(text: bytes) -> Snapshot:
    """Read what :func:`encode` wrote."""
    told = json.loads(text)
    return Snapshot(told["elapsed_s"], told["left_s"], tuple(Moment(**each) for each in told["exchanges"]))
