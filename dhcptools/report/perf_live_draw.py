"""The process that draws a load run on a terminal: snapshots come as lines of JSON on the standard input."""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from dhcptools.measure.snapshot import Snapshot
from dhcptools.report.perf_live import decode, fates_of, milliseconds
from dhcptools.report.perfdhcp_text import LABELS

SPARKS = "▁▂▃▄▅▆▇█"
_KEPT = 60  # seconds of a sparkline


def sparkline(values: Sequence[float], most: float | None = None) -> str:
    """A character a value, its height the share of ``most`` or of the greatest."""
    top = most or max(values, default=0)
    if top <= 0:
        return SPARKS[0] * len(values)
    last = len(SPARKS) - 1
    return "".join(SPARKS[min(max(round(last * value / top), 0), last)] for value in values)


def view(history: Sequence[Snapshot]) -> RenderableType:
    """The picture of the latest snapshot and of the seconds before it."""
    now = history[-1]
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    for head in ("sent/s", "answered/s", "lost", "other", "p50 ms", "p99 ms", "max ms"):
        table.add_column(head, justify="right")
    for each in now.exchanges:
        asked = "" if each.asked_pps is None else f" of {each.asked_pps:,.0f}"
        (_, lost), *rest = fates_of(each)
        table.add_row(
            LABELS.get(each.name, each.name),
            f"{each.sent_pps:,.0f}{asked}",
            f"{each.answered_pps:,.0f}",
            Text(f"{lost:,}", style="bold red" if lost else ""),
            Text(", ".join(f"{count:,} {word}" for word, count in rest), style="yellow"),
            *(milliseconds(ns) for ns in (each.p50_ns, each.p99_ns, each.max_ns)),
        )
    last = [moments[-1] for past in history if (moments := past.exchanges)]
    rates, delays = [each.answered_pps for each in last], [(each.p99_ns or 0) / 1e6 for each in last]
    sparks = Table.grid(padding=(0, 1))
    sparks.add_row(
        Text("answered/s", style="dim"), Text(sparkline(rates), style="green"), f"{max(rates, default=0):,.0f}"
    )
    sparks.add_row(Text("p99", style="dim"), Text(sparkline(delays), style="cyan"), f"{max(delays, default=0):,.3f} ms")
    return Group(_progress(now), table, sparks)


def _progress(now: Snapshot) -> RenderableType:
    if now.left_s is None:
        return Text(f"{now.elapsed_s:.0f} s", style="bold")
    line = Table.grid(padding=(0, 1))
    bar = ProgressBar(total=now.elapsed_s + now.left_s, completed=now.elapsed_s, width=40)
    line.add_row(Text(f"{now.elapsed_s:.0f} s", style="bold"), bar, f"{now.left_s:.0f} s left")
    return line


def draw(lines: Iterable[bytes], console: Console) -> None:
    """Draw each snapshot until there are no more; then the lines it took are free again."""
    history: deque[Snapshot] = deque(maxlen=_KEPT)
    with Live(console=console, auto_refresh=False, transient=True) as live:
        for text in lines:
            history.append(decode(text))
            live.update(view(list(history)), refresh=True)


def main() -> None:
    """Draw on the standard error; an interrupt is for the generator, which ends the input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(10)
    draw(sys.stdin.buffer, Console(stderr=True))


if __name__ == "__main__":
    main()
