"""An open-addressing hash table from 64-bit hashes to row numbers, one at a time or by the thousand.

Rules this file keeps:

- the table holds row numbers only; whether a row has the key that is looked for is the caller's full comparison;
- a key stands in it once: what is inserted was not there;
- at most half of the places are in use after a rebuild and 60 % before one, so that probes stay short.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
RowNumbers = NDArray[np.int64]

_EMPTY: Final = -1
_GONE: Final = -2
_LEAST: Final = 1024


class Index:
    """``hashes_of(rows)`` gives the hashes of rows that are in the table, for a rebuild."""

    def __init__(self, hashes_of: Callable[[RowNumbers], Hashes]) -> None:
        self._hashes_of = hashes_of
        self._live = 0
        self._start(_LEAST)

    def __len__(self) -> int:
        """How many rows it holds."""
        return self._live

    @property
    def nbytes(self) -> int:
        """Octets of the table."""
        return self._places.nbytes

    def _start(self, size: int) -> None:
        self._places = np.full(size, _EMPTY, np.int32)
        self._view = self._places.data  # an element of it is read three times faster than one of the array
        self._mask = size - 1
        self._used = 0  # places that are not empty: rows and what is left of removed ones

    def rows(self) -> RowNumbers:
        """All rows, in no order."""
        return self._places[self._places >= 0].astype(np.int64)

    def find(self, hashed: int, same: Callable[[int], bool]) -> int:
        """The row with a key, -1 when there is none."""
        places, mask = self._view, self._mask
        at = hashed & mask
        while (row := places[at]) != _EMPTY:
            if row >= 0 and same(row):
                return int(row)
            at = (at + 1) & mask
        return -1

    def find_many(self, hashes: Hashes, same: Callable[[RowNumbers, RowNumbers], NDArray[np.bool_]]) -> RowNumbers:
        """The row of each key, -1 for none. ``same(rows, which)`` compares rows with the keys of those positions."""
        found = np.full(len(hashes), -1, np.int64)
        left = np.arange(len(hashes))
        at = (hashes & np.uint64(self._mask)).astype(np.int64)
        while len(left):
            rows = self._places[at].astype(np.int64)
            go_on = rows != _EMPTY
            tried = np.flatnonzero(rows >= 0)
            if len(tried):
                hits = tried[same(rows[tried], left[tried])]
                found[left[hits]] = rows[hits]
                go_on[hits] = False
            left = left[go_on]
            at = (at[go_on] + 1) & self._mask
        return found

    def insert(self, row: int, hashed: int) -> None:
        """Put a row in whose key is not there."""
        self._room(1)
        places, mask = self._view, self._mask
        at = hashed & mask
        while places[at] >= 0:
            at = (at + 1) & mask
        self._used += places[at] == _EMPTY
        places[at] = row
        self._live += 1

    def insert_many(self, rows: RowNumbers, hashes: Hashes) -> None:
        """Put rows in whose keys are not there; no two have the same key."""
        self._room(len(rows))
        self._fill(rows, hashes)
        self._live += len(rows)

    def _fill(self, rows: RowNumbers, hashes: Hashes) -> None:
        places = self._places
        at = (hashes & np.uint64(self._mask)).astype(np.int64)
        if not self._used:  # nothing stands in the way of the first ones
            places[at] = rows
            left = places[at] != rows
            self._used = len(rows) - int(np.count_nonzero(left))
            rows, at = rows[left], (at[left] + 1) & self._mask
        while len(rows):
            before = places[at]
            free = before < 0
            places[at[free]] = rows[free]  # where two want one place, the last has it
            left = places[at] != rows
            self._used += int(np.count_nonzero((before == _EMPTY) & ~left))
            rows, at = rows[left], (at[left] + 1) & self._mask

    def remove(self, row: int, hashed: int) -> bool:
        """Take a row out; whether it was there."""
        places, mask = self._view, self._mask
        at = hashed & mask
        while (here := places[at]) != _EMPTY:
            if here == row:
                places[at] = _GONE
                self._live -= 1
                return True
            at = (at + 1) & mask
        return False

    def remove_many(self, rows: RowNumbers, hashes: Hashes) -> None:
        """Take out those of these rows that are there."""
        at = (hashes & np.uint64(self._mask)).astype(np.int64)
        while len(rows):
            here = self._places[at]
            hit = here == rows
            self._places[at[hit]] = _GONE
            self._live -= int(np.count_nonzero(hit))
            left = ~hit & (here != _EMPTY)
            rows, at = rows[left], (at[left] + 1) & self._mask

    def _room(self, more: int) -> None:
        size = self._mask + 1
        if 10 * (self._used + more) <= 6 * size:
            return
        rows = self.rows()
        while 2 * (self._live + more) > size:
            size *= 2
        self._start(size)
        self._fill(rows, self._hashes_of(rows))
