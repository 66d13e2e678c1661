"""Octets of a file with every place in them readable as a number: fields of many packets by fancy indexing."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Integers
from dhcptools.batch.overlapping import Overlapping
from dhcptools.batch.records import PADDING

BUFFER_OCTETS: Final = 3 << 20


class Buffer:
    """``data`` is filled again and again; behind what counts there are always ``PADDING`` octets.

    ``flat`` has its octets, ``u16``, ``u32`` and ``u64`` big-endian numbers that start at each of them; all of shape
    (n,), read by arrays of places, one a packet.
    """

    def __init__(self, octets: int = BUFFER_OCTETS) -> None:
        self.capacity = octets
        self.data = bytearray(octets + PADDING)
        self.flat = np.frombuffer(self.data, np.uint8)
        self.u16 = Overlapping(self.data, ">u2")
        self.u32 = Overlapping(self.data, ">u4")
        self.u64 = Overlapping(self.data, ">u8")

    def octets(self, at: int, length: int) -> bytes:
        """Octets at a place."""
        return bytes(self.data[at : at + length])

    def macs(self, places: Integers | None, rows: Integers) -> NDArray[np.uint64]:
        """Six octets at some of these places as numbers, shape of ``rows``; zeros where there are no places.

        Above the octets stands how many there are, so that no address is not that of zeros.
        """
        if places is None:
            return np.zeros(len(rows), np.uint64)
        numbers: NDArray[np.uint64] = self.u64[places[rows]].astype(np.uint64)
        return numbers >> np.uint64(16) | np.uint64(6 << 48)
