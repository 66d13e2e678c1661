"""Who asks: the MAC address of each client and the client of each exchange, as arithmetic on arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Flags, Integers

_BORROWS: Final = np.uint64(0x010001000100)  # what even octets may borrow from, a bit above each
_EVEN: Final = np.uint64(0x00FF00FF00FF)
_ODD: Final = np.uint64(0xFF00FF00FF00)


class Clients:
    """``count`` clients that take turns: exchange ``k`` is of client ``k mod count``.

    Client ``i`` has the base MAC with the octets of ``i`` added one by one, without carry, as perfdhcp numbers them:
    after …:ff comes …:00 with the octet before it unchanged. No two clients have the same address.

    With a list of MACs the clients are those of the list, and each exchange is of one drawn from it, every one as
    likely as the others; ``seed`` fixes the draws.
    """

    def __init__(self, base_mac: bytes, count: int, listed: Sequence[bytes] = (), seed: int = 0) -> None:
        base = np.uint64(int.from_bytes(base_mac))
        self._even, self._odd = base & _EVEN, base & _ODD
        self._listed = np.array([int.from_bytes(mac) for mac in listed], np.uint64) if listed else None
        self._seed = seed
        self.count = count if self._listed is None else len(self._listed)

    def of(self, exchanges: Integers) -> Integers:
        """Client of each exchange, int64 (n,)."""
        if self._listed is not None:
            return draw(exchanges, self._seed, self.count)
        return exchanges % self.count

    def macs(self, clients: Integers) -> NDArray[np.uint64]:
        """MAC address of each client in the low 48 bits, uint64 (n,); ``clients`` are in 0 … count - 1."""
        if self._listed is not None:
            return self._listed[clients]
        index = clients.astype(np.uint64)
        macs: NDArray[np.uint64] = (((index & _EVEN) + self._even) & _EVEN) | (((index & _ODD) + self._odd) & _ODD)
        return macs

    def has(self, macs: NDArray[np.uint64]) -> Flags:
        """Whether each MAC address (n,) is of one of the clients."""
        if self._listed is not None:
            return np.isin(macs, self._listed)
        index = (((macs & _EVEN) | _BORROWS) - self._even) & _EVEN
        odd = (((macs & _ODD) >> np.uint64(8)) | _BORROWS) - (self._odd >> np.uint64(8))
        index |= (odd & _EVEN) << np.uint64(8)
        found: Flags = index < np.uint64(self.count)
        return found


def draw(numbers: Integers, seed: int, sides: int) -> Integers:
    """A number in 0 … sides - 1 for each of ``numbers`` (n,), always the same for the same seed.

    The mixing is that of SplitMix64 (Steele, Lea and Flood 2014); with under 2^32 sides none is favoured by more than
    one part in 2^32.
    """
    mixed = numbers.astype(np.uint64) + np.uint64((seed * 0x9E3779B97F4A7C15 + 0x9E3779B97F4A7C15) & ((1 << 64) - 1))
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return (mixed % np.uint64(sides)).astype(np.int64)
