"""Layouts: where the options of a packet stand, learnt from one row and then recognised in thousands.

A server's answers mostly differ in values, not in which options stand where. A layout holds the octets that fix the
structure (codes, lengths, END); a row that has the same octets at the same places has every option at the same place.

Rules this file keeps:

- a row is read by a layout only when all its structure octets are the same, so a wrong guess is impossible;
- what no remembered layout recognises is learnt from its first row, and what is left then is walked step by step;
- memory is bounded: at most ``MOST`` layouts, the least recently learnt goes first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Flags, Integers, Rows

MOST: Final = 8


@dataclass(frozen=True, slots=True)
class Layout:
    """``octets`` stand at ``positions`` (both (m,)) in every row of this layout.

    A row has at least ``least`` and at most ``most`` octets. ``offsets`` and ``lengths`` (fields,) say where each
    wanted value starts and its octets, -1 for an absent one.
    """

    positions: NDArray[np.intp]
    octets: NDArray[np.uint8]
    least: int
    most: int
    offsets: tuple[int, ...]
    lengths: tuple[int, ...]

    def matches(self, rows: Rows, lengths: Integers) -> Flags:
        """Which rows have this layout, shape (n,)."""
        if self.least > rows.shape[1]:
            return np.zeros(len(rows), np.bool_)
        same: Flags = np.logical_and.reduce(rows.take(self.positions, 1) == self.octets, 1)
        same &= lengths >= self.least
        same &= lengths <= self.most
        return same


@dataclass(slots=True)
class Found:
    """Where the wanted values stand in each row: ``offsets`` and ``lengths`` are (fields, n), -1 for an absent one.

    ``plain`` (n,): the row was walked to its end and is of the common shape. ``layout`` is the one that all rows share;
    the two matrices are then (fields, 1).
    """

    offsets: Integers
    lengths: Integers
    plain: Flags
    layout: Layout | None = None


class Layouts:
    """Finds the wanted values in rows; it remembers layouts between calls.

    ``learn(octets)`` walks one packet and returns its layout, or None when it is not of the common shape;
    ``walk(rows, lengths)`` does the same step by step for many rows of any shape.
    """

    def __init__(
        self, fields: int, learn: Callable[[bytes], Layout | None], walk: Callable[[Rows, Integers], Found]
    ) -> None:
        self._fields = fields
        self._learn = learn
        self._walk = walk
        self._known: list[Layout] = []

    def find(self, rows: Rows, lengths: Integers) -> Found:
        """Find the wanted values. ``rows`` (n, stride), ``lengths`` (n,) octets that count in each."""
        for layout in self._known:
            same = layout.matches(rows, lengths)
            if np.count_nonzero(same) == len(rows):
                return _shared(layout, len(rows))
            if same[0]:
                break
        return self._mixed(rows, lengths)

    def _mixed(self, rows: Rows, lengths: Integers) -> Found:
        count = len(rows)
        found = Found(
            np.full((self._fields, count), -1, np.int64),
            np.full((self._fields, count), -1, np.int64),
            np.zeros(count, np.bool_),
        )
        left = np.arange(count)
        for layout in (*self._known, None):
            if not len(left):
                break
            chosen = layout if layout is not None else self._learn(rows[left[0], : lengths[left[0]]].tobytes())
            if chosen is None:
                continue
            if layout is None:
                self._known = [chosen, *self._known[: MOST - 1]]
            same = chosen.matches(rows[left], lengths[left])
            if len(left) == count and same.all():
                return _shared(chosen, count)
            hits = left[same]
            found.offsets[:, hits] = np.array(chosen.offsets)[:, None]
            found.lengths[:, hits] = np.array(chosen.lengths)[:, None]
            found.plain[hits] = True
            left = left[~same]
        if len(left):
            rest = self._walk(np.ascontiguousarray(rows[left]), lengths[left])
            found.offsets[:, left], found.lengths[:, left], found.plain[left] = rest.offsets, rest.lengths, rest.plain
        return found


def _shared(layout: Layout, count: int) -> Found:
    return Found(np.array(layout.offsets)[:, None], np.array(layout.lengths)[:, None], np.ones(count, np.bool_), layout)


def structure(octets: bytes, positions: Sequence[int]) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
    """Positions and the octets that stand there, as a layout holds them."""
    places = np.array(positions, np.intp)
    return places, np.frombuffer(octets, np.uint8)[places]
