"""Who asks: the MAC address of each client and the client of each exchange, as arithmetic on arrays."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Integers

_EVEN: Final = np.uint64(0x00FF00FF00FF)
_ODD: Final = np.uint64(0xFF00FF00FF00)


class Clients:
    """``count`` clients that take turns: exchange ``k`` is of client ``k mod count``.

    Client ``i`` has the base MAC with the octets of ``i`` added one by one, without carry, as perfdhcp numbers them:
    after …:ff comes …:00 with the octet before it unchanged. No two clients have the same address.
    """

    def __init__(self, base_mac: bytes, count: int) -> None:
        self.count = count
        base = np.uint64(int.from_bytes(base_mac))
        self._even, self._odd = base & _EVEN, base & _ODD

    def of(self, exchanges: Integers) -> Integers:
        """Client of each exchange, int64 (n,)."""
        return exchanges % self.count

    def macs(self, exchanges: Integers) -> NDArray[np.uint64]:
        """MAC address of each exchange's client in the low 48 bits, uint64 (n,)."""
        index = self.of(exchanges).astype(np.uint64)
        macs: NDArray[np.uint64] = (((index & _EVEN) + self._even) & _EVEN) | (((index & _ODD) + self._odd) & _ODD)
        return macs
