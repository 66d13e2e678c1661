"""Leases for a terminal: a table by rich; whoever prints to a file or a pipe does not load this.

An address or a time that is broken over two lines can neither be read nor copied: columns that nobody asked for are
left out of a table that is too wide, and one that still does not fit is no table.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TextIO

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dhcptools.leases.lease import Lease
from dhcptools.report.leases_cells import HEADINGS, NUMBERS, cell

_STYLES: Final = {"declined": "red", "expired": "dim", "reclaimed": "dim", "released": "dim", "free": "dim"}
_FOLDED: Final = {"hostname": 8, "user_context": 20, "source": 20}
"""Columns of free text, which may go on in the next line, and how narrow they may become."""
_LESS_NEEDED: Final = ("client_id", "iaid", "subnet_id", "type", "duid")
"""What may be left out, in this order."""
_GAP: Final = 3


def draw(
    leases: Sequence[Lease], columns: Sequence[str], now: int, stream: TextIO, *, colour: bool, all_columns: bool = True
) -> tuple[str, ...] | None:
    """Write the table to ``stream``; cells are plain text, whatever a client wrote into them.

    Returns the columns that were left out, which are none with ``all_columns``; None when the table does not fit and
    nothing was written.
    """
    console = Console(file=stream, force_terminal=colour, no_color=not colour, highlight=False)
    rows = [[cell(lease, column, now) for column in columns] for lease in leases]
    shown = _fitting(columns, rows, console.width, () if all_columns else _LESS_NEEDED)
    if shown is None:
        return None
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for index in shown:
        name = columns[index]
        table.add_column(
            HEADINGS[name], justify="right" if name in NUMBERS else "left", overflow="fold", no_wrap=name not in _FOLDED
        )
    for lease, row in zip(leases, rows, strict=True):
        table.add_row(*(Text(row[index]) for index in shown), style=_STYLES.get(lease.status(now), ""))
    console.print(table)
    return tuple(name for index, name in enumerate(columns) if index not in shown)


def _fitting(columns: Sequence[str], rows: list[list[str]], width: int, less_needed: Sequence[str]) -> list[int] | None:
    """Which columns stand beside each other without breaking a value; None when those that are needed do not."""
    needs = {}
    for index, name in enumerate(columns):
        widest = max((cell_len(row[index]) for row in rows), default=0)
        needs[name] = _GAP + max(len(HEADINGS[name]), min(widest, _FOLDED.get(name, widest)))
    left = width - 1
    out: list[str] = []
    for less in less_needed:
        if sum(need for name, need in needs.items() if name not in out) <= left:
            break
        if less in needs:
            out.append(less)
    used = sum(needs[name] for name in columns if name not in out)
    for name in reversed(out):  # a narrow one may have gone before a wide one
        if used + needs[name] <= left:
            out.remove(name)
            used += needs[name]
    return None if used > left else [index for index, name in enumerate(columns) if name not in out]
