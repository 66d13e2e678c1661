"""A block of lines of a lease file, and the columns of its rows."""

from __future__ import annotations

from io import FileIO
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from dhcptools.kea.memfile import kernels
from dhcptools.kea.memfile.context import PLAIN, ContextError, check_context
from dhcptools.kea.memfile.fields import MAX_CLIENT_ID, MAX_DUID, MAX_HWADDR, RowError, unescape
from dhcptools.kea.memfile.kernels import PAD, Flags, Octets, Offsets, Window
from dhcptools.kea.memfile.lease import STATE_DECLINED, LeaseRow, LeaseRow4, parse_row
from dhcptools.kea.memfile.reader import BadRow
from dhcptools.kea.memfile.schema import Layout

FIELDS4: Final[dict[str, type[np.generic]]] = {
    "address": np.uint32, "valid_lifetime": np.uint32, "expire": np.uint64, "subnet_id": np.uint32,
    "state": np.uint32, "offset": np.int64,
}  # fmt: skip  # the columns of a block, in the order of the file
FIELDS6: Final[dict[str, type[np.generic]]] = {
    "high": np.uint64, "low": np.uint64, "valid_lifetime": np.uint32, "expire": np.uint64, "subnet_id": np.uint32,
    "state": np.uint32, "lease_type": np.int32, "prefix_len": np.uint8, "offset": np.int64,
}  # fmt: skip  # the columns of a block, in the order of the file

ENDS4: Final = (0, 1, 2, 7, 8)
ENDS6: Final = (0, 1, 10, 11)
"""The fields whose ends lead to what a row says of its client."""
CLIENTS4: Final[dict[str, type[np.generic]]] = {f"end_{field}": np.uint16 for field in ENDS4}
CLIENTS6: Final[dict[str, type[np.generic]]] = {
    **{f"end_{field}": np.uint16 for field in ENDS6}, "pref_lifetime": np.uint32, "iaid": np.uint32,
}  # fmt: skip  # columns that are read when they are asked for

_NEWLINE: Final = 0x0A
_COMMA: Final = 0x2C
_FEW: Final = 16
"""Rows of one width that are not worth a pass of their own."""
_KNOWN_CONTEXTS: Final = 1 << 12

Parts = dict[str, npt.NDArray[np.generic]]


class FileState:
    """What runs on from block to block and from file to file of one set."""

    def __init__(self, family: int | None, *, clients: bool = False) -> None:
        self.family = family
        self.clients = clients
        self.strangers: dict[str, LeaseRow] = {}
        self.bad: list[BadRow] = []
        self.notes: list[str] = []
        self.read = 0
        self._contexts: dict[bytes, bool] = {}

    def fields(self, family: int) -> dict[str, type[np.generic]]:
        """The columns to read."""
        if family == 4:
            return FIELDS4 | CLIENTS4 if self.clients else FIELDS4
        return FIELDS6 | CLIENTS6 if self.clients else FIELDS6

    def context_is_good(self, text: bytes) -> bool:
        """Whether Kea takes this escaped user context; the verdicts on repeated ones are kept."""
        known = self._contexts.get(text)
        if known is None:
            try:
                raw = unescape(text)
                if raw:
                    check_context(raw)
                known = True
            except ContextError:
                known = False
            if len(self._contexts) >= _KNOWN_CONTEXTS:
                self._contexts.clear()
            self._contexts[text] = known
        return known

    def stranger(self, row: LeaseRow) -> None:
        if row.removed:
            self.strangers.pop(row.address, None)
        else:
            self.strangers[row.address] = row


class Block:
    """A buffer that always begins with a line; it grows when a single line is longer."""

    def __init__(self, octets: int) -> None:
        self._raw = bytearray(octets + 2 * PAD)
        self._octets = np.frombuffer(self._raw, np.uint8)
        self._filled = 0
        self.whole = 0
        """The octets that are whole lines."""

    def fill(self, file: FileIO, *, whole_lines: bool = False) -> bool:
        """Read on until there is at least one whole line; True at the end of the file.

        The last line of the file is whole, unless ``whole_lines`` wants to see its newline.
        """
        while True:
            room = len(self._raw) - 2 * PAD - self._filled
            if room <= 0:
                self._raw = bytearray(self._raw + bytes(len(self._raw)))
                self._octets = np.frombuffer(self._raw, np.uint8)
                continue
            at = PAD + self._filled
            got = file.readinto(memoryview(self._raw)[at : at + room])
            if not got and whole_lines:
                self.whole = 0
                return True
            if not got:
                self.whole = self._filled
                if self._filled:  # the last line ends like the others, if need be in the pad
                    self._raw[at] = _NEWLINE
                    self.whole += 1
                return True
            self._filled += got
            newline = self._raw.rfind(b"\n", at, at + got)
            if newline >= 0:
                self.whole = newline + 1 - PAD
                return False

    def drop(self) -> int:
        """Forget the whole lines; how many octets of the file they were."""
        dropped = min(self.whole, self._filled)
        rest = self._raw[PAD + dropped : PAD + self._filled]
        self._raw[PAD : PAD + len(rest)] = rest
        self._filled = len(rest)
        self.whole = 0
        return dropped

    def line_end(self, at: int) -> int:
        """The offset of the newline that ends the line at ``at``."""
        return self._raw.index(b"\n", PAD + at) - PAD

    def text(self, start: int, end: int) -> bytes:
        return bytes(self._raw[PAD + start : PAD + end])

    def parse(
        self, at: int, layout: Layout, state: FileState, path: Path, line: int, row: int, base: int
    ) -> tuple[Parts, int, int]:
        """The columns of all good rows from ``at`` on, and how many lines and rows they were.

        ``line`` and ``row`` are the counts before the first line, ``base`` is the offset of the block in all files.
        """
        octets = self._octets[: PAD + self.whole + PAD]
        lines = octets[PAD + at : PAD + self.whole]
        ended = lines == _NEWLINE
        count = int(np.count_nonzero(ended))
        marks = np.flatnonzero((lines == _COMMA) | ended) + (PAD + at)
        newline = _regular(octets, marks, count)
        if newline is None:
            newline = np.flatnonzero(octets[marks] == _NEWLINE)
        ends = marks[newline]
        starts = np.empty_like(ends)
        starts[0] = PAD + at
        starts[1:] = ends[:-1] + 1
        commas = np.diff(newline, prepend=-1) - 1
        numbers = np.flatnonzero(ends > starts)  # of the lines that are not blank
        columns: Parts = {name: np.zeros(len(numbers), kind) for name, kind in state.fields(layout.family).items()}
        columns["offset"] = starts[numbers] + (base - PAD)
        sure = np.zeros(len(numbers), np.bool_)
        widths = commas[numbers] + 1
        window = Window(octets)
        parse = _parse4 if layout.family == 4 else _parse6
        for width in np.flatnonzero(np.bincount(widths, minlength=1) > _FEW).tolist():
            if not layout.known <= width <= layout.most:
                continue
            rows = np.flatnonzero(widths == width)
            if len(rows) * width == len(marks):  # all lines are alike
                bounds = marks.reshape(-1, width)
            else:
                bounds = marks[newline[numbers[rows]][:, None] + np.arange(1 - width, 1)]
            found = _Fields(window, starts[numbers[rows]], bounds, layout, state)
            good = parse(found)
            if state.clients:
                found.note_ends(ENDS4 if layout.family == 4 else ENDS6)
            for name, values in found.columns.items():
                columns[name][rows] = values
            sure[rows] = good
        kept = sure.copy()
        for index in np.flatnonzero(~sure).tolist():
            number = int(numbers[index])
            text = octets[starts[number] : ends[number]].tobytes()
            try:
                lease = parse_row(text, layout)
            except RowError as error:
                state.bad.append(BadRow(path, line + number + 1, row + index + 1, str(error)))
                continue
            state.read += 1
            kept[index] = _store(columns, index, lease, state)
        state.read += int(np.count_nonzero(sure))
        if not kept.all():
            columns = {name: values[kept] for name, values in columns.items()}
        return columns, len(ends), len(numbers)


def _regular(octets: Octets, marks: Offsets, lines: int) -> Offsets | None:
    """Which of the marks, commas and newlines, are newlines when each line has as many commas; None when not."""
    width, rest = divmod(len(marks), lines)
    newline = np.arange(width - 1, len(marks), width)
    return None if rest or (octets[marks[newline]] != _NEWLINE).any() else newline


class _Fields:
    """The fields of rows of one width, and the columns parsed so far."""

    def __init__(self, window: Window, starts: Offsets, bounds: Offsets, layout: Layout, state: FileState) -> None:
        self.window = window
        self.layout = layout
        self.state = state
        self.columns: Parts = {}
        self._starts = starts
        self._ends = np.ascontiguousarray(bounds.T)

    @property
    def width(self) -> int:
        return len(self._ends)

    def span(self, index: int) -> tuple[Offsets, Offsets]:
        return (self._starts if index == 0 else self._ends[index - 1] + 1), self._ends[index]

    def note_ends(self, fields: tuple[int, ...]) -> None:
        """Where these fields end, counted from the beginning of the row."""
        for index in fields:
            ends = np.minimum(self._ends[index] - self._starts, 0xFFFF)
            self.columns[f"end_{index}"] = ends.astype(np.uint16)

    def number(self, index: int, name: str, most: int, kind: type[np.generic]) -> Flags:
        """Parse a column of numbers up to ``most``; one that the rows lack is 0 everywhere."""
        if index >= self.width:
            return np.ones(len(self._starts), np.bool_)
        values, good = kernels.numbers(self.window, *self.span(index))
        if name:
            self.columns[name] = values.astype(kind)
        return good & (values <= np.uint64(most))

    def contexts(self, index: int) -> Flags:
        good = np.ones(len(self._starts), np.bool_)
        if index >= self.width:
            return good
        start, end = self.span(index)
        rows = np.flatnonzero(end > start)
        if len(rows):
            text = self.window.octets.tobytes()
            plain, accepts = PLAIN.fullmatch, self.state.context_is_good
            places = zip(start[rows].tolist(), end[rows].tolist(), strict=True)
            good[rows] = [plain(text, at, to) is not None or accepts(text[at:to]) for at, to in places]
        return good


def _parse4(fields: _Fields) -> Flags:
    window = fields.window
    fields.columns["address"], good = kernels.ipv4(window, *fields.span(0))
    good &= fields.number(3, "valid_lifetime", 0xFFFFFFFF, np.uint32)
    good &= fields.number(4, "expire", 10**16, np.uint64)
    good &= fields.number(5, "subnet_id", 0xFFFFFFFF, np.uint32)
    good &= fields.number(9, "state", 0xFFFFFFFF, np.uint32)
    good &= fields.number(11, "", 0xFFFFFFFF, np.uint32)
    good &= kernels.flags(window, *fields.span(6)) & kernels.flags(window, *fields.span(7))
    hwaddr, client_id = fields.span(1), fields.span(2)
    no_hwaddr, no_client_id = hwaddr[0] == hwaddr[1], client_id[0] == client_id[1]
    good &= no_hwaddr | kernels.octet_text(window, *hwaddr, least=1, most=MAX_HWADDR)
    good &= no_client_id | kernels.octet_text(window, *client_id, least=2, most=MAX_CLIENT_ID)
    if "state" in fields.columns:
        good &= ~(no_hwaddr & no_client_id) | (fields.columns["state"] == STATE_DECLINED)
    else:
        good &= ~(no_hwaddr & no_client_id)
    return good & fields.contexts(10)


def _parse6(fields: _Fields) -> Flags:
    window = fields.window
    fields.columns["high"], fields.columns["low"], good = kernels.ipv6(window, *fields.span(0))
    good &= fields.number(2, "valid_lifetime", 0xFFFFFFFF, np.uint32)
    good &= fields.number(3, "expire", 10**16, np.uint64)
    # Of the time when the client was last heard Kea keeps 32 bits: elsewhere the exact reader counts.
    expire, valid = fields.columns["expire"].view(np.uint64), fields.columns["valid_lifetime"].view(np.uint32)
    good &= (expire >= valid) & (expire - valid <= np.uint64(0xFFFFFFFF))
    good &= fields.number(4, "subnet_id", 0xFFFFFFFF, np.uint32)
    clients = fields.state.clients
    good &= fields.number(5, "pref_lifetime" if clients else "", 0xFFFFFFFF, np.uint32)
    good &= fields.number(6, "lease_type", 0x7FFFFFFF, np.int32)
    good &= fields.number(7, "iaid" if clients else "", 0xFFFFFFFF, np.uint32)
    good &= fields.number(8, "prefix_len", 0xFF, np.uint8)
    good &= fields.number(13, "state", 0xFFFFFFFF, np.uint32)
    good &= fields.number(17, "", 0xFFFFFFFF, np.uint32)
    good &= kernels.flags(window, *fields.span(9)) & kernels.flags(window, *fields.span(10))
    # A single octet may be the empty DUID of a declined lease: that is for the exact reader.
    good &= kernels.octet_text(window, *fields.span(1), least=2, most=MAX_DUID)
    return good & fields.contexts(14)


def _store(columns: Parts, index: int, lease: LeaseRow, state: FileState) -> bool:
    """Put an exactly read row into the columns; False when its address does not fit in."""
    values: dict[str, int] = {
        "valid_lifetime": lease.valid_lifetime,
        "expire": lease.expire,
        "subnet_id": lease.subnet_id,
        "state": lease.state,
    }
    packed = lease.packed
    if isinstance(lease, LeaseRow4):
        if packed is None or len(packed) != 4:
            state.stranger(lease)
            return False
        values["address"] = int.from_bytes(packed)
    else:
        if packed is None or len(packed) != 16:
            state.stranger(lease)
            return False
        values |= {"high": int.from_bytes(packed[:8]), "low": int.from_bytes(packed[8:])}
        values |= {"lease_type": lease.lease_type, "prefix_len": lease.prefix_len}
        if state.clients:
            values |= {"pref_lifetime": lease.pref_lifetime, "iaid": lease.iaid}
    if state.clients:
        values["end_0"] = 0  # the exact reader must be asked
    for name, value in values.items():
        columns[name][index] = value
    return True
