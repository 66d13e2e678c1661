"""``leases show --csv``: safe to open in a spreadsheet, whatever clients call themselves.

A text that a spreadsheet would take for a formula (CWE-1236) gets an apostrophe before it; controls are escaped.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from dhcptools.leases.lease import Lease
from dhcptools.leases.query import COLUMNS
from dhcptools.report.leases_cells import cell
from dhcptools.report.terminal import escape

_FORMULA = ("=", "+", "-", "@")


def lines(leases: Iterable[Lease], columns: Sequence[str] | None, now: int) -> Iterator[str]:
    """The names of the columns and a line a lease."""
    wanted = columns or COLUMNS
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(wanted)
    for lease in leases:
        yield _taken(buffer)
        writer.writerow([_safe(_value(lease, column, now)) for column in wanted])
    yield _taken(buffer)


def _value(lease: Lease, column: str, now: int) -> str:
    if column == "state":
        return escape(lease.state)
    if column == "address":
        return lease.address
    return cell(lease, column, now)


def _safe(text: str) -> str:
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text
