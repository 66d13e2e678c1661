"""Lease files as columns: a million rows read with numpy, equal to what the exact reader keeps.

A file is read in blocks. The common rows of a block are parsed by kernels; every row that they are not certain of is
handed to the exact reader. Then the last row of each address is found by sorting, and removed leases are dropped.
Memory is about 40 octets a row of the files, whatever the rows hold.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from dhcptools.kea.memfile.block import CLIENTS4, CLIENTS6, Block, FileState
from dhcptools.kea.memfile.lastwins import last_rows4, last_rows6
from dhcptools.kea.memfile.lease import LeaseRow, parse_row
from dhcptools.kea.memfile.reader import BadRow, header_of, unknown_columns
from dhcptools.kea.memfile.schema import Layout
from dhcptools.kea.memfile.siblings import LeaseFiles, open_files, open_only

BLOCK_OCTETS: Final = 4 << 20
_LINE_OCTETS: Final = 1024
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the set, still open."""

    path: Path
    file: FileIO
    layout: Layout
    base: int
    """Where the file begins in ``Columns.offset``."""
    octets: int = 0
    """How much of it was read."""


@dataclass
class Columns:
    """The leases of a set of files as arrays of one length, sorted by address.

    ``address`` is uint32 (n,) in host order for DHCPv4; for DHCPv6 it is uint64 (n, 2), upper and lower half.
    ``valid_lifetime``, ``subnet_id`` and ``state`` are uint32, ``expire`` is uint64 (seconds since 1970); DHCPv6 adds
    ``lease_type`` (int32) and ``prefix_len`` (uint8), which are empty for DHCPv4. ``strangers`` are leases whose
    address is of the other family (Kea takes them) or has a zone. ``read`` counts good rows, ``bad`` names the others.

    ``clients`` has the columns of ``block.CLIENTS4`` or ``CLIENTS6`` when they were asked for: ``end_N`` is where the
    field N ends, counted from ``offset``, all of them meaningless where ``end_0`` is 0.

    Files stay open so that ``row`` can show everything about a lease; use it as a context manager.
    """

    family: int
    address: npt.NDArray[np.uint32] | npt.NDArray[np.uint64]
    valid_lifetime: npt.NDArray[np.uint32]
    expire: npt.NDArray[np.uint64]
    subnet_id: npt.NDArray[np.uint32]
    state: npt.NDArray[np.uint32]
    lease_type: npt.NDArray[np.int32]
    prefix_len: npt.NDArray[np.uint8]
    offset: npt.NDArray[np.int64]
    strangers: dict[str, LeaseRow]
    bad: list[BadRow]
    notes: list[str]
    read: int
    files: list[Path]
    sources: list[Source]
    _stack: ExitStack = field(repr=False)
    clients: dict[str, npt.NDArray[np.generic]] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        """The number of leases, strangers included."""
        return len(self.expire) + len(self.strangers)

    def row(self, index: int) -> LeaseRow:
        """Everything that the file says about one lease."""
        at = int(self.offset[index])
        source = next(source for source in reversed(self.sources) if source.base <= at)
        return parse_row(_line(source.file, at - source.base), source.layout)

    def rows(self) -> Iterator[LeaseRow]:
        """All leases in address order, strangers last."""
        for index in range(len(self.expire)):
            yield self.row(index)
        yield from self.strangers.values()

    def by_source(self) -> Iterator[tuple[Source, list[tuple[int, int]]]]:
        """For each file, where the rows of its leases are: pairs of offset in the file and index, ascending."""
        order = np.argsort(self.offset)
        offsets = self.offset[order]
        edges = [int(np.searchsorted(offsets, source.base)) for source in self.sources] + [len(offsets)]
        for source, begin, end in zip(self.sources, edges[:-1], edges[1:], strict=True):
            places = (offsets[begin:end] - source.base).tolist()
            yield source, list(zip(places, order[begin:end].tolist(), strict=True))

    def active(self, now_s: int) -> npt.NDArray[np.bool_]:
        """Which leases a client holds at that time, bool (n,)."""
        held: npt.NDArray[np.bool_] = (self.state == 0) | (self.state == 4)
        current: npt.NDArray[np.bool_] = (self.valid_lifetime == 0xFFFFFFFF) | (self.expire >= now_s)
        held &= current
        return held

    def close(self) -> None:
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _line(file: FileIO, offset: int) -> bytes:
    found = b""
    while b"\n" not in found and (more := os.pread(file.fileno(), _LINE_OCTETS, offset + len(found))):
        found += more
    return found.partition(b"\n")[0]


def read_columns(
    path: Path | str | Sequence[Path] | LeaseFiles,
    *,
    family: int | None = None,
    siblings: bool = True,
    block_octets: int = BLOCK_OCTETS,
    clients: bool = False,
    whole_lines: bool = False,
    progress: Progress | None = None,
) -> Columns:
    """Read a lease file and its siblings, or just the files of a sequence, the oldest first; open files are taken over.

    ``clients`` asks for what leads to the clients of leases. With ``whole_lines`` a last line that does not end yet is
    left for later, as it may be being written. ``progress`` is told how many octets of how many were read.

    LeaseFileError when Kea would refuse one, OSError when one cannot be read.
    """
    stack = ExitStack()
    with stack:
        if isinstance(path, Path | str):
            opened = stack.enter_context(open_files(Path(path), siblings=siblings))
        elif isinstance(path, LeaseFiles):
            opened = stack.enter_context(path)
        else:
            opened = stack.enter_context(open_only(path))
        state = FileState(family, clients=clients)
        parts: list[dict[str, npt.NDArray[np.generic]]] = []
        sources: list[Source] = []
        base = 0
        whole = sum(os.fstat(file.fileno()).st_size for _, file in opened.files) if progress is not None else 0
        for name, file in opened.files:
            reader = _Reader(name, file, state, base, block_octets, whole_lines=whole_lines)
            for part in reader.blocks():
                parts.append(part)
                if progress is not None:
                    progress(base + reader.octets, whole)
            if reader.layout is not None:
                sources.append(Source(name, file, reader.layout, base, reader.octets))
            base += reader.octets
        columns = _join(parts, state.family or 4, state)
        return Columns(
            family=state.family or 4,
            address=columns["address"],  # type: ignore[arg-type]  # uint32 or uint64 by family
            valid_lifetime=columns["valid_lifetime"].astype(np.uint32, copy=False),
            expire=columns["expire"].astype(np.uint64, copy=False),
            subnet_id=columns["subnet_id"].astype(np.uint32, copy=False),
            state=columns["state"].astype(np.uint32, copy=False),
            lease_type=columns["lease_type"].astype(np.int32, copy=False),
            prefix_len=columns["prefix_len"].astype(np.uint8, copy=False),
            offset=columns["offset"].astype(np.int64, copy=False),
            strangers=state.strangers,
            bad=state.bad,
            notes=state.notes,
            read=state.read,
            files=[name for name, _ in opened.files],
            sources=sources,
            _stack=stack.pop_all(),
            clients={name: columns[name] for name in (CLIENTS6 if state.family == 6 else CLIENTS4) if clients},
        )
    raise AssertionError("unreachable")  # the stack does not swallow errors


class _Reader:
    """One file, block by block: whole lines behind a pad, the beginning of the next line carried over."""

    def __init__(
        self, path: Path, file: FileIO, state: FileState, base: int, block_octets: int, *, whole_lines: bool
    ) -> None:
        self.whole_lines = whole_lines
        self.path = path
        self.file = file
        self.state = state
        self.base = base
        self.block_octets = block_octets
        self.layout: Layout | None = None
        self.octets = 0

    def blocks(self) -> Iterator[dict[str, npt.NDArray[np.generic]]]:
        block = Block(self.block_octets)
        line = row = 0
        while True:
            ended = block.fill(self.file, whole_lines=self.whole_lines)
            at = 0
            while self.layout is None and at < block.whole:
                end = block.line_end(at)
                if text := block.text(at, end):
                    self.layout = header_of(self.path, text, self.state.family)
                    self.state.family = self.layout.family
                    self.state.notes += unknown_columns(self.path, self.layout)
                at = end + 1
                line += 1
            if self.layout is not None and at < block.whole:
                found, lines, rows = block.parse(
                    at, self.layout, self.state, self.path, line, row, self.base + self.octets
                )
                line += lines
                row += rows
                yield found
            self.octets += block.drop()
            if ended:
                return


def _join(
    parts: list[dict[str, npt.NDArray[np.generic]]], family: int, state: FileState
) -> dict[str, npt.NDArray[np.generic]]:
    """One set of columns out of all blocks: only the last row of each address, sorted, without removed leases."""
    columns: dict[str, npt.NDArray[np.generic]] = {}
    names = state.fields(family)
    for name, kind in names.items():
        columns[name] = np.concatenate([np.zeros(0, kind), *(part.pop(name) for part in parts)])
    last = last_rows4(columns["address"]) if family == 4 else last_rows6(columns["high"], columns["low"])  # type: ignore[arg-type]  # by the fields of the family
    last = last[columns["valid_lifetime"][last] != 0]
    count = len(columns["valid_lifetime"])
    if len(last) < count or bool((last[1:] < last[:-1]).any()):  # else every row stays where it is
        for name in names:
            columns[name] = columns[name][last]
    if family == 4:
        return columns | {"lease_type": np.zeros(0, np.int32), "prefix_len": np.zeros(0, np.uint8)}
    return columns | {"address": np.stack([columns.pop("high"), columns.pop("low")], axis=1)}
