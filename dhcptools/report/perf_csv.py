"""The seconds of a run as CSV (RFC 4180): a row a second and exchange, in the order of time."""

from __future__ import annotations

import csv
import io
from datetime import UTC, timedelta

from dhcptools.measure.result import Run

HEADS = (
    "time", "start_s", "width_s", "exchange", "asked", "sent", "answered", "received", "lost", "late", "in_flight",
    "nak", "rejected", "p50_ms", "p90_ms", "p99_ms", "max_ms",
)  # fmt: skip


def table(run: Run) -> str:
    """Write every row; what is not known is an empty field. Latencies count from the intended send time."""
    rows = [(row.start_s, name, row) for name, timeline in run.seconds.items() for row in timeline.rows()]
    order = list(run.seconds)
    rows.sort(key=lambda entry: (entry[0], order.index(entry[1])))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADS)
    begin = run.started.astimezone(UTC)
    for start_s, name, row in rows:
        time = (begin + timedelta(seconds=start_s)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        counts = (row.asked, row.sent, row.answered, row.received, row.lost, row.late, row.in_flight)
        latencies = (row.p50_ns, row.p90_ns, row.p99_ns, row.max_ns)
        told = [None if ns is None else f"{ns / 1e6:.6f}" for ns in latencies]
        writer.writerow((time, start_s, row.width_s, name, *counts, row.nak, row.rejected, *told))
    return out.getvalue()
