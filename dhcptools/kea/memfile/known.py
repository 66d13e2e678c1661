"""The last raw row of each address, packed: a million of them take little more than their octets.

Most rows stand one behind the other in one buffer, found by sorted addresses. What was changed since is kept beside
them, and put among them when it has become much; addresses of the other family, or with a zone, stay apart. Every row
is there as Kea wrote it: nothing is hashed or left out.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple, Self, cast

import numpy as np
import numpy.typing as npt

from dhcptools.kea.memfile.columns import Columns, Source
from dhcptools.kea.memfile.lease import LeaseRow, parse_row
from dhcptools.kea.memfile.lines import lines_at
from dhcptools.kea.memfile.schema import Layout

_SOME: Final = 1 << 14
"""So many rows are handled at a time, since numbers of Python take memory."""
_FEW: Final = 10_000
_SHARE: Final = 8
Key = bytes | str
"""An address as 4 or 16 octets; as text when it has a zone."""


class Known(NamedTuple):
    """The last row of an address, as it stands in a file of this layout."""

    line: bytes
    layout: Layout

    @property
    def row(self) -> LeaseRow:
        """The row, read."""
        return parse_row(self.line, self.layout)


class KnownRows:
    """Rows by the text of their address, of whatever family; those of ``family`` are packed."""

    def __init__(self, family: int = 4) -> None:
        self._width = 4 if family == 4 else 16
        self._keys: npt.NDArray[np.bytes_] = np.zeros(0, f"S{self._width}")  # octets sort as addresses do
        self._starts = np.zeros(0, np.int64)
        self._kinds = np.zeros(0, np.uint16)
        self._layouts: list[Layout] = []
        self._lines = bytearray()
        self._changed: dict[bytes, Known | None] = {}
        self._others: dict[Key, Known] = {}
        self._count = 0

    @classmethod
    def of(cls, columns: Columns) -> Self:
        """The rows of all leases of some files."""
        found = cls(columns.family)
        big_endian = columns.address.astype(columns.address.dtype.newbyteorder(">"), copy=False)
        found._keys = np.frombuffer(big_endian.tobytes(), f"S{found._width}")
        found._count = count = len(found._keys)
        found._starts, found._kinds = np.zeros(count, np.int64), np.zeros(count, np.uint16)
        order = np.argsort(columns.offset, kind="stable")
        offsets = columns.offset[order]
        edges = [*np.searchsorted(offsets, [source.base for source in columns.sources]).tolist(), count]
        for source, (begin, end) in zip(columns.sources, pairwise(edges), strict=True):
            found._kinds[order[begin:end]] = found._kind(source.layout)
            found._take(source, offsets[begin:end] - source.base, order[begin:end])
        newest = columns.sources[-1].layout if columns.sources else None
        for row in columns.strangers.values():
            if newest is not None:
                width = len(newest.columns)
                found.put(row.address, row.line(width)[:-1], Layout(newest.family, width))
        return found

    def __len__(self) -> int:
        """The number of addresses."""
        return self._count

    def get(self, address: str) -> Known | None:
        """The row of an address."""
        return self._get(_key(address))

    def put(self, address: str, line: bytes, layout: Layout) -> Known | None:
        """Keep a row; what was there before."""
        key = _key(address)
        if not self._count and not self._changed and isinstance(key, bytes):  # the first one says which are packed
            self._width = len(key)
            self._keys = np.zeros(0, f"S{self._width}")
        before = self._get(key)
        self._count += before is None
        if isinstance(key, bytes) and len(key) == self._width:
            self._changed[key] = Known(line, layout)
            self._settle(max(_FEW, len(self._keys) // _SHARE))
        else:
            self._others[key] = Known(line, layout)
        return before

    def pop(self, address: str) -> Known | None:
        """Forget an address; what was there before."""
        key = _key(address)
        before = self._get(key)
        if before is None:
            return None
        self._count -= 1
        if isinstance(key, bytes) and self._find(key) >= 0:
            self._changed[key] = None
        elif key in self._others:
            del self._others[key]
        else:
            self._changed.pop(cast("bytes", key))
        return before

    def differences(self, new: Self) -> Iterator[tuple[Known | None, Known | None]]:
        """What has another row in ``new``, or is only there, None for no row: what is gone comes first."""
        self._settle(0)
        new._settle(0)
        for known, other in self._beside(new):
            if other is None:
                yield known, None
        for known, other in new._beside(self):
            if known != other:
                yield other, known

    def _beside(self, others: Self) -> Iterator[tuple[Known, Known | None]]:
        """Every row with what another has for its address."""
        for begin in range(0, len(self._keys), _SOME):
            some = self._keys[begin : begin + _SOME]
            same = others._width == self._width
            places = others._places(some).tolist() if same else [-1] * len(some)
            for index, place in enumerate(places, begin):
                yield self._at(index), others._at(place) if place >= 0 else others._get(self._packed(index))
        for key, known in self._others.items():
            yield known, others._get(key)

    def _get(self, key: Key) -> Known | None:
        if key in self._others:
            return self._others[key]
        if not isinstance(key, bytes) or len(key) != self._width:
            return None
        if key in self._changed:
            return self._changed[key]
        index = self._find(key)
        return None if index < 0 else self._at(index)

    def _find(self, key: bytes) -> int:
        """Where a packed row is; -1 when it is not packed."""
        if len(key) != self._width:
            return -1
        place = int(self._keys.searchsorted(np.bytes_(key)))
        return place if place < len(self._keys) and self._packed(place) == key else -1

    def _places(self, keys: npt.NDArray[np.bytes_]) -> npt.NDArray[np.int64]:
        places = np.searchsorted(self._keys, keys)
        found = places < len(self._keys)
        found[found] = self._keys[places[found]] == keys[found]
        return np.where(found, places, -1)

    def _packed(self, index: int) -> bytes:
        return bytes(self._keys[index]).ljust(self._width, b"\0")  # numpy leaves out zeros at the end

    def _at(self, index: int) -> Known:
        start = int(self._starts[index])
        return Known(bytes(self._lines[start : self._lines.index(b"\n", start)]), self._layouts[self._kinds[index]])

    def _kind(self, layout: Layout) -> int:
        if layout not in self._layouts:
            self._layouts.append(layout)
        return self._layouts.index(layout)

    def _take(self, source: Source, places: npt.NDArray[np.int64], indexes: npt.NDArray[np.int64]) -> None:
        """Copy the lines at these places of a file, which ascend."""
        if not len(places):
            return
        for begin in range(0, len(places), _SOME):
            starts = []
            for line in lines_at(source, places[begin : begin + _SOME].tolist()):
                starts.append(len(self._lines))
                self._lines += line
                self._lines += b"\n"
            self._starts[indexes[begin : begin + _SOME]] = starts

    def _settle(self, most: int) -> None:
        """Pack what was changed, if that is more than ``most`` rows."""
        if len(self._changed) <= most:
            return
        added = {key: known for key, known in self._changed.items() if known is not None}
        touched = self._places(np.array(list(self._changed), self._keys.dtype))
        kept = np.ones(len(self._keys), np.bool_)
        kept[touched[touched >= 0]] = False
        lines, starts = self._without(kept)
        news = []
        for known in added.values():
            news.append(len(lines))
            lines += known.line
            lines += b"\n"
        kinds = [self._kind(known.layout) for known in added.values()]
        keys = np.concatenate([self._keys[kept], np.array(list(added), self._keys.dtype)])
        order = np.argsort(keys, kind="stable")
        self._lines = lines
        self._starts = np.concatenate([starts[kept], np.array(news, np.int64)])[order]
        self._kinds = np.concatenate([self._kinds[kept], np.array(kinds, np.uint16)])[order]
        self._keys = keys[order]
        self._changed = {}

    def _without(self, kept: npt.NDArray[np.bool_]) -> tuple[bytearray, npt.NDArray[np.int64]]:
        """The lines that are kept, in their order, and where each begins; where the others would means nothing."""
        lines = bytearray()
        order = np.argsort(self._starts)
        begins = np.append(self._starts[order], len(self._lines))
        stays = kept[order]
        edges = np.flatnonzero(np.diff(stays, prepend=False, append=False)).reshape(-1, 2)
        for first, last in edges.tolist():  # lines that stand together stay together
            lines += self._lines[int(begins[first]) : int(begins[last])]
        lengths = np.where(stays, np.diff(begins), 0)
        starts = np.zeros(len(order), np.int64)
        starts[order] = np.cumsum(lengths) - lengths
        return lines, starts


def _key(address: str) -> Key:
    if "%" in address:
        return address
    return socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)
