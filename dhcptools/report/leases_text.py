"""Leases as aligned columns: written as they come, so that a million begin at once and need no memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from dhcptools.leases.lease import Lease
from dhcptools.report.leases_cells import HEADINGS, NUMBERS, WIDTHS, cell

_LOOK_AHEAD = 500
"""The first rows decide the width of columns; a wider cell later moves its own row."""


def lines(leases: Iterable[Lease], columns: Sequence[str], now: int) -> Iterator[str]:
    """A heading and a line a lease, each with its newline."""
    rows = ([cell(lease, column, now) for column in columns] for lease in leases)
    first = list(islice(rows, _LOOK_AHEAD))
    widths = [
        max([len(HEADINGS[column]), WIDTHS.get(column, 0), *(len(row[index]) for row in first)])
        for index, column in enumerate(columns)
    ]
    right = [column in NUMBERS for column in columns]
    for row in chain([[HEADINGS[column] for column in columns]], first, rows):
        cells = (
            text.rjust(width) if number else text.ljust(width)
            for text, width, number in zip(row, widths, right, strict=True)
        )
        yield "  ".join(cells).rstrip() + "\n"
