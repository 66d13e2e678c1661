"""Lease files row by row, exactly as Kea reads them.

Rows come in the order in which they were written; the last one of an address holds, and one with the valid lifetime 0
removes it. Rows that Kea discards are kept aside with their line and Kea's reason, never raised.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from dhcptools.kea.memfile.fields import RowError
from dhcptools.kea.memfile.lease import LeaseRow, parse_row
from dhcptools.kea.memfile.schema import HeaderError, Layout, read_header
from dhcptools.kea.memfile.siblings import open_files

MAX_LFC_ERRORS: Final = 100
"""kea-lfc gives a file up for ever when it has more bad rows than this."""


class LeaseFileError(ValueError):
    """A file that Kea refuses to open: which one and why."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A discarded row: ``line`` counts lines of the file from 1, ``row`` is Kea's count of non-blank data rows."""

    path: Path
    line: int
    row: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: row {self.row}: {self.reason}"


def header_of(path: Path, line: bytes, family: int | None) -> Layout:
    """The layout that a file's header says; LeaseFileError names the file."""
    try:
        return read_header(line, family)
    except HeaderError as error:
        raise LeaseFileError(f"{path}: {error}") from None


def unknown_columns(path: Path, layout: Layout) -> list[str]:
    """The note about columns that are ignored, if any."""
    if not layout.extra:
        return []
    return [f"{path}: columns ignored because no known Kea has them: {', '.join(layout.extra)}"]


class Rows:
    """An iterator over the rows of a lease file and its siblings, each row good.

    ``bad`` and ``notes`` fill while it runs; ``read`` counts good rows. ``family`` (4 or 6) is known after the first
    header; a file of the other family raises LeaseFileError. ``siblings=False`` reads the one file alone.
    """

    def __init__(self, path: Path | str, *, family: int | None = None, siblings: bool = True) -> None:
        self.path = Path(path)
        self.family = family
        self.siblings = siblings
        self.files: list[Path] = []
        self.bad: list[BadRow] = []
        self.notes: list[str] = []
        self.read = 0

    def __iter__(self) -> Iterator[LeaseRow]:
        with open_files(self.path, siblings=self.siblings) as opened:
            for path, file in opened.files:
                self.files.append(path)
                with os.fdopen(os.dup(file.fileno()), "rb") as buffered:
                    yield from self._file(path, buffered)

    def _file(self, path: Path, file: BinaryIO) -> Iterator[LeaseRow]:
        layout: Layout | None = None
        row = 0
        for number, line in enumerate(file, 1):
            text = line.removesuffix(b"\n")
            if not text:
                continue
            if layout is None:
                layout = header_of(path, text, self.family)
                self.family = layout.family
                self.notes += unknown_columns(path, layout)
                continue
            row += 1
            try:
                lease = parse_row(text, layout)
            except RowError as error:
                self.bad.append(BadRow(path, number, row, str(error)))
                continue
            self.read += 1
            yield lease


class Snapshot(Mapping[str, LeaseRow]):
    """The leases that a file (and its siblings) holds, by address text."""

    def __init__(self, path: Path | str, *, family: int | None = None, siblings: bool = True) -> None:
        rows = Rows(path, family=family, siblings=siblings)
        self._leases: dict[str, LeaseRow] = {}
        for row in rows:
            if row.removed:
                self._leases.pop(row.address, None)
            else:
                self._leases[row.address] = row
        self.path = rows.path
        self.family = rows.family
        self.files = rows.files
        self.bad = rows.bad
        self.notes = rows.notes
        self.read = rows.read

    def __getitem__(self, address: str) -> LeaseRow:
        return self._leases[address]

    def __iter__(self) -> Iterator[str]:
        return iter(self._leases)

    def __len__(self) -> int:
        return len(self._leases)
