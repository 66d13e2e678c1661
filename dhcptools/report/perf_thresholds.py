"""The limits that a run was judged by, as text."""

from __future__ import annotations

from dhcptools.measure.result import Run
from dhcptools.report.terminal import escape


def threshold_table(run: Run) -> str:
    """A line a limit, with the value in the limit's unit; empty when there was none."""
    if not run.thresholds:
        return ""
    rows = [
        (
            escape(verdict.expression),
            "n/a" if verdict.value is None else f"{verdict.value:.4g}",
            "kept" if verdict.ok else "missed",
        )
        for verdict in run.thresholds
    ]
    first, second = (max(len(row[column]) for row in rows) for column in (0, 1))
    lines = (f"{limit.ljust(first)}  {value.rjust(second)}  {verdict}\n" for limit, value, verdict in rows)
    return "***Limits***\n" + "".join(lines)
