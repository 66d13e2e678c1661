"""Numbers at any place of a buffer, read by arrays of places."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Integers


class Overlapping:
    """Every octet of a buffer as the start of a number of ``dtype``: unaligned fields by an array of places.

    They are gathered as octets and then viewed as numbers: numpy copies numbers at odd places half as fast.
    """

    def __init__(self, buffer: bytearray, dtype: str) -> None:
        self._buffer = buffer
        self._dtype = np.dtype(dtype)
        size = self._dtype.itemsize
        self._octets = np.ndarray(len(buffer) - size + 1, f"V{size}", buffer, 0, (1,))

    def __getitem__(self, places: Integers) -> NDArray[Any]:
        """The numbers at ``places``, both (n,)."""
        found: NDArray[Any] = self._octets[places].view(self._dtype)
        return found

    def rows(self, places: Integers, count: int) -> NDArray[Any]:
        """``count`` numbers in a row from each of ``places``, (n, count), in the machine's order and writable."""
        return self._together(places, count).astype(self._dtype.newbyteorder("="), copy=False)

    def columns(self, places: Integers, count: int) -> NDArray[Any]:
        """The same with those of one rank together: (count, n). It costs little more than one number of each place."""
        return self._together(places, count).T.astype(self._dtype.newbyteorder("="), order="C")

    def _together(self, places: Integers, count: int) -> NDArray[Any]:
        size = count * self._dtype.itemsize
        octets = np.ndarray(len(self._buffer) - size + 1, f"V{size}", self._buffer, 0, (1,))
        return octets[places].view(self._dtype).reshape(len(places), count)
