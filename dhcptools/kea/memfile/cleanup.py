"""The clean-up of lease files (Kea's LFC): ``.2`` and ``.1`` become one ``.2`` that holds each lease once.

It goes on beside a running writer, which has renamed its file to ``.1`` and appends to a new one, and it can be broken
off at any point: the files are whole after every step, and the next clean-up goes on from there. Kea can take over.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from dhcptools.kea.memfile.columns import Columns, read_columns
from dhcptools.kea.memfile.pidfile import claimed
from dhcptools.kea.memfile.schema import Schema
from dhcptools.kea.memfile.writer import beside, sync_folder, write_file


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What a clean-up read and kept; ``bad`` rows are gone from the files."""

    read: int
    bad: int
    kept: int


def clean_up(path: Path | str, schema: Schema) -> Cleaned | None:
    """Merge ``.2`` and ``.1`` of a lease file; None when there was nothing to merge.

    LeaseFileError when one of them cannot be read by ``schema``'s family, OSError when the disk is full or somebody
    else, kea-lfc for one, cleans up this file; then everything is as it was.
    """
    path = Path(path)
    with claimed(path):
        return _clean_up(path, schema)


def _clean_up(path: Path, schema: Schema) -> Cleaned | None:
    completed, previous, copy = (beside(path, suffix) for suffix in (".completed", ".2", ".1"))
    if completed.exists():  # an earlier one got so far
        _finish(completed, previous, copy)
        return None
    if not copy.exists():
        return None
    with ExitStack() as stack:
        columns = stack.enter_context(read_columns([previous, copy], family=schema.family))
        output = beside(path, ".output")
        write_file(output, _lines(columns, schema, stack), path.stat().st_mode if path.exists() else 0o640)
        output.rename(completed)
        result = Cleaned(columns.read, len(columns.bad), len(columns))
    _finish(completed, previous, copy)
    return result


def _finish(completed: Path, previous: Path, copy: Path) -> None:
    sync_folder(completed)
    previous.unlink(missing_ok=True)
    copy.unlink(missing_ok=True)
    completed.rename(previous)


def _lines(columns: Columns, schema: Schema, stack: ExitStack) -> Iterator[bytes]:
    """The rows of the merged file: lines of the same or an older schema as they are, others written anew."""
    yield schema.header
    width = len(schema.columns)
    for source, offsets in columns.by_source():
        data = stack.enter_context(mmap.mmap(source.file.fileno(), 0, access=mmap.ACCESS_READ))
        known = source.layout.known
        same = known <= width and not source.layout.extra
        rest = b"".join(b"," + value for value in source.layout.defaults[known:width]) + b"\n"
        for at, index in offsets:
            end = data.find(b"\n", at)
            line = data[at:] if end < 0 else data[at:end]
            if same and line.count(b",") == known - 1:
                yield line + rest
            else:
                yield columns.row(index).line(width)
    for row in columns.strangers.values():
        yield row.line(width)
