"""A lease file followed while a server appends to it and cleans it up: every row once, none lost at a rotation.

Rules this file keeps:

- what is read is the open file, never the name: a file that was renamed is read to its end before its successor;
- only whole lines count: the rest of a line that is being written is waited for;
- when ``X`` is another file than the one that is read and that one is ``X.1`` now, nothing lies between them;
- otherwise the clean-up has been faster: the files before ``X`` are read and held against what is known, and what they
  say otherwise is told once; then ``X`` is read from its beginning.

What is known is the last raw row of each address, so memory is that of the octets of those rows.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from io import FileIO
from pathlib import Path
from typing import NamedTuple, Self

from dhcptools.kea.memfile.columns import Columns, read_columns
from dhcptools.kea.memfile.fields import RowError
from dhcptools.kea.memfile.known import KnownRows
from dhcptools.kea.memfile.lease import LeaseRow, parse_row
from dhcptools.kea.memfile.reader import BadRow, header_of
from dhcptools.kea.memfile.schema import Layout
from dhcptools.kea.memfile.siblings import open_files

_READ_OCTETS = 1 << 20


class Step(NamedTuple):
    """What a row did to its address: ``before`` None for a new lease, ``after`` None for one that is gone."""

    before: LeaseRow | None
    after: LeaseRow | None


class Follower:
    """Follows ``path``, a context manager. ``start`` once, then ``poll`` whenever something may have happened.

    ``bad`` and ``notes`` fill while it runs. LeaseFileError when Kea would refuse a file, OSError when one cannot be
    read; a file that is missing for now is waited for.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.family: int | None = None
        self.bad: list[BadRow] = []
        self.notes: list[str] = []
        self._known = KnownRows()
        self._file: FileIO | None = None
        self._layout: Layout | None = None
        self._at = 0
        self._rest = b""
        self._older: tuple[tuple[int, int] | None, ...] = ()

    def start(self) -> Columns:
        """Take in what is there; the columns are for the caller to look at and to close."""
        columns = self._read(everything=True)
        try:
            self._known = KnownRows.of(columns)
        except BaseException:
            columns.close()
            raise
        self.notes += columns.notes
        self.family = columns.family
        return columns

    def __len__(self) -> int:
        """The number of leases."""
        return len(self._known)

    def get(self, address: str) -> LeaseRow | None:
        """The lease of an address."""
        found = self._known.get(address)
        return None if found is None else found.row

    def poll(self) -> Iterator[Step]:
        """What happened since the last time, in its order."""
        while True:
            yield from self._appended()
            try:
                new = FileIO(self.path)
            except FileNotFoundError:
                return  # it was renamed, and its successor is not there yet
            with ExitStack() as stack:
                stack.callback(new.close)
                if self._file is not None and _same(new, self._file):
                    if os.fstat(new.fileno()).st_size >= self._at:
                        return
                    yield from self._compare(everything=True)  # it was cut off
                    return  # one that is cut off again and again is looked at again and again
                yield from self._appended()  # what came between the last look and the rename
                if self._is_copy() and _is(self.path, new):
                    stack.pop_all()
                    self._take(new)
                    continue
            try:
                # Another file in its place, and no clean-up: somebody replaced it.
                yield from self._compare(everything=self._older == self._signature())
            except FileNotFoundError:
                return

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def _read(self, *, everything: bool) -> Columns:
        """Read the files, all of them or those before the newest, and go on in the newest behind what was read."""
        opened = open_files(self.path)
        with ExitStack() as stack:
            stack.callback(opened.close)
            name, file = opened.files[-1]
            newest = FileIO(os.dup(file.fileno()))
            stack.callback(newest.close)
            if not everything and name == self.path:
                opened.files.pop()
            columns = read_columns(opened, family=self.family, whole_lines=True)
            stack.pop_all()
        source = next((source for source in columns.sources if source.path == name), None)
        if source is None:
            self._take(newest)
        else:
            self._take(newest, source.octets, source.layout)
        self.bad += columns.bad
        return columns

    def _take(self, file: FileIO, at: int = 0, layout: Layout | None = None) -> None:
        self.close()
        self._file, self._at, self._layout, self._rest = file, at, layout, b""
        self._older = self._signature()

    def _signature(self) -> tuple[tuple[int, int] | None, ...]:
        """What the files before the newest one are."""
        found: list[tuple[int, int] | None] = []
        for suffix in (".1", ".2", ".completed"):
            try:
                status = self.path.with_name(self.path.name + suffix).stat()
            except FileNotFoundError:
                found.append(None)
            else:
                found.append((status.st_ino, status.st_mtime_ns))
        return tuple(found)

    def _is_copy(self) -> bool:
        """Whether the file that is read is ``.1`` now, so that the one named ``path`` is the next."""
        return self._file is not None and _is(self.path.with_name(self.path.name + ".1"), self._file)

    def _appended(self) -> Iterator[Step]:
        """The rows that were appended to the open file."""
        file = self._file
        while file is not None and (text := os.pread(file.fileno(), _READ_OCTETS, self._at)):
            start = self._at - len(self._rest)
            self._at += len(text)
            *lines, self._rest = (self._rest + text).split(b"\n")
            for line in lines:
                if line:
                    yield from self._told(line, start)
                start += len(line) + 1

    def _told(self, line: bytes, start: int) -> Iterator[Step]:
        """What one line does; ``start`` is its offset in the file."""
        if self._layout is None:
            self._layout = header_of(self.path, line, self.family)
            self.family = self._layout.family
            return
        try:
            row = parse_row(line, self._layout)
        except RowError as error:
            self.bad.append(BadRow(self.path, *self._place(start), str(error)))
            return
        before = self._known.pop(row.address) if row.removed else self._known.put(row.address, line, self._layout)
        if row.removed and before is None:
            return
        yield Step(None if before is None else before.row, None if row.removed else row)

    def _place(self, start: int) -> tuple[int, int]:
        """The line of the file, and the row by Kea's count, that begins at this offset."""
        if self._file is None:
            return 0, 0
        lines = os.pread(self._file.fileno(), start, 0).split(b"\n")[:-1]
        return len(lines) + 1, sum(map(bool, lines))

    def _compare(self, *, everything: bool) -> Iterator[Step]:
        """Hold what the files say, all of them or those before the newest, against what is known."""
        with self._read(everything=everything) as columns:
            found = KnownRows.of(columns)
        steps = [
            Step(before.row if before else None, after.row if after else None)
            for before, after in self._known.differences(found)
        ]
        self._known = found
        yield from (step for step in steps if step.before != step.after)


def _same(one: FileIO, other: FileIO) -> bool:
    return os.path.samestat(os.fstat(one.fileno()), os.fstat(other.fileno()))


def _is(path: Path, file: FileIO) -> bool:
    """Whether the name means the open file."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False
