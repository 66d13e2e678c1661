"""Leases for a terminal: a table by rich; whoever prints to a file or a pipe does not load this."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dhcptools.leases.lease import Lease
from dhcptools.report.leases_cells import HEADINGS, NUMBERS, cell

_STYLES = {"declined": "red", "expired": "dim", "reclaimed": "dim", "released": "dim", "free": "dim"}


def draw(leases: Iterable[Lease], columns: Sequence[str], now: int, stream: TextIO, *, colour: bool) -> None:
    """Write the table to ``stream``; cells are plain text, whatever a client wrote into them."""
    console = Console(file=stream, force_terminal=colour, no_color=not colour, highlight=False)
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(HEADINGS[column], justify="right" if column in NUMBERS else "left", overflow="fold")
    for lease in leases:
        table.add_row(*(Text(cell(lease, column, now)) for column in columns), style=_STYLES.get(lease.status(now), ""))
    console.print(table)
