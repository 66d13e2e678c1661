"""Server DUIDs as small numbers, so that thousands of replies are told apart by one column."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Flags, Rows
from dhcptools.batch.scan6 import Scan6, Slot

MOST: Final = 1 << 16
_DUID_MOST: Final = 130  # RFC 9915 §11.1


class Servers:
    """Numbers are given in the order in which servers are first seen, at most ``MOST``: memory stays bounded."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self._names: list[bytes] = []

    def name(self, number: int) -> bytes:
        """The DUID of a number that was given."""
        return self._names[number]

    def number(self, scan: Scan6, rows: Rows) -> tuple[NDArray[np.uint32], Flags]:
        """The server's number of each row, and whether the row names a server (of at most 130 octets) we can number.

        The numbers of other rows are 0 and mean nothing.
        """
        lengths = scan.lengths[Slot.SERVER_ID]
        first = int(lengths[0])
        if scan.uniform and 0 < first <= _DUID_MOST:
            octets = scan.octets(rows, Slot.SERVER_ID, first)
            name = octets[0].tobytes()
            if octets.tobytes() == name * len(rows):
                given = self._give(name)
                return np.full(len(rows), max(given, 0), np.uint32), np.full(len(rows), given >= 0)
        numbers = np.zeros(len(rows), np.uint32)
        named = np.zeros(len(rows), np.bool_)
        for length in np.unique(lengths[(lengths > 0) & (lengths <= _DUID_MOST) & scan.valid]).tolist():
            which = np.flatnonzero((lengths == length) & scan.valid)
            octets = np.ascontiguousarray(scan.octets(rows, Slot.SERVER_ID, length)[which])
            kinds, places = np.unique(octets.view(np.dtype((np.void, length)))[:, 0], return_inverse=True)
            given_each = np.array([self._give(kind.tobytes()) for kind in kinds])[places]
            numbers[which], named[which] = np.maximum(given_each, 0), given_each >= 0
        return numbers, named

    def _give(self, duid: bytes) -> int:
        """The number of a DUID, -1 when there are too many."""
        number = self._numbers.get(duid)
        if number is None:
            if len(self._names) >= MOST:
                return -1
            number = self._numbers[duid] = len(self._names)
            self._names.append(duid)
        return number
