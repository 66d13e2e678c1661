"""Messages of one form, ready to be stamped: a template, matrices of copies, and where digits of patterns stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Integers, Rows
from dhcptools.batch.template import Template
from dhcptools.perf.content import Ramp
from dhcptools.perf.dialogue import MOST_ROWS, Batch
from dhcptools.perf.expand import Mark, stamp

_NS: Final = 1_000_000_000
_TIME_MOST: Final = 0xFFFF


class Shape:
    """One template with a matrix for first transmissions and, once asked for, one for retransmissions.

    ``addresses`` are the places where the address of a lease stands.
    """

    def __init__(self, template: Template, marks: tuple[Mark, ...] = (), addresses: tuple[str, ...] = ()) -> None:
        self.template = template
        self.addresses = addresses
        self.places = template.places
        self.marks = marks
        self._matrices: dict[bool, Rows] = {}
        self._timed: set[bool] = set()

    def rows(self, count: int, again: bool) -> Rows:
        """The first ``count`` rows of the matrix."""
        matrix = self._matrices.get(again)
        if matrix is None:
            matrix = self._matrices[again] = self.template.rows(MOST_ROWS)
        return matrix[:count]

    def stamp_digits(self, rows: Rows, clients: Integers, macs: NDArray[np.uint64]) -> None:
        """Write the digits of patterns."""
        if self.marks:
            stamp(rows, self.marks, clients, macs)

    def stamp_time(self, rows: Rows, name: str, value: Integers | int, again: bool) -> None:
        """Write a time that mostly is 0: nothing is stored while it never was anything else."""
        if name not in self.places:
            return
        if isinstance(value, int) and value == 0:
            if again not in self._timed:
                return
            self._timed.discard(again)
            rows = self._matrices[again]
        else:
            self._timed.add(again)
        self.template.stamp(rows, name, value)


def by_group(groups: Integers, write: Callable[[int, Integers], Rows]) -> Batch:
    """Put rows of several shapes into one matrix: ``write(group, places)`` makes those of one group.

    ``groups`` (n,): the group of each row. Rows keep their places; shorter ones end with zeros.
    """
    parts = []
    for group in np.unique(groups).tolist():
        which = np.flatnonzero(groups == group)
        parts.append((which, write(group, which)))
    if len(parts) == 1:
        return Batch(parts[0][1], parts[0][1].shape[1])
    out = np.zeros((len(groups), max(rows.shape[1] for _, rows in parts)), np.uint8)
    lengths = np.empty(len(groups), np.int64)
    for which, rows in parts:
        out[which, : rows.shape[1]] = rows
        lengths[which] = rows.shape[1]
    return Batch(out, lengths)


def trying(ramp: Ramp | None, since_ns: Integers | int, elapsed_ns: Integers | int, unit_ns: int) -> Integers | int:
    """How long a client says it tries, in units of ``unit_ns``: what the ramp wants or what is true, at most 65535."""
    if ramp is None and isinstance(elapsed_ns, int) and elapsed_ns == 0:
        return 0
    value: Integers = np.asarray(elapsed_ns, np.int64) // unit_ns
    if ramp is not None:
        seconds = np.asarray(since_ns, np.int64) // _NS
        risen = (seconds >= ramp.from_s) & (seconds < ramp.from_s + ramp.for_s)
        value = np.maximum(value, np.where(risen, (seconds - ramp.from_s + 1) * (_NS // unit_ns), 0))
    value = np.minimum(value, _TIME_MOST)
    return value if value.ndim else int(value)
