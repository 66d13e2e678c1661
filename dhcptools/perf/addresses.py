"""Which addresses were handed out, and whether one went to two clients: a hash table in flat memory."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Integers

_LEAST_BITS: Final = 12
_MOST_BITS: Final = 22
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)  # 2^64 divided by the golden ratio (Knuth, volume 3, §6.4)
_PROBES: Final = 64


class Addresses:
    """Remembers the client of each address.

    ``distinct`` counts addresses seen, ``duplicate`` how often one was handed to another client than before. The table
    holds as many addresses as expected, at most three millions; those past that are only counted in ``forgotten``.
    """

    def __init__(self, expected: int) -> None:
        bits = min(max(_LEAST_BITS, (2 * expected).bit_length()), _MOST_BITS)
        self.distinct = 0
        self.duplicate = 0
        self.forgotten = 0
        self._shift = np.uint64(64 - bits)
        self._mask = (1 << bits) - 1
        self._most = 3 << (bits - 2)
        # np.full touches the memory now, so that no page fault delays a packet later.
        self._keys = np.full(1 << bits, 0, np.uint64)
        self._holders = np.full(1 << bits, -1, np.int64)

    def note(self, keys: NDArray[np.uint64], clients: Integers) -> None:
        """Note who got which address: ``keys`` (n,) not 0, one for each address; ``clients`` (n,)."""
        slots = ((keys * _MULTIPLIER) >> self._shift).astype(np.int64)
        for _ in range(_PROBES):
            if not len(keys):
                return
            held = self._keys[slots]
            if self.distinct + len(keys) <= self._most:
                free = held == 0
                if np.count_nonzero(free):
                    self._keys[slots[free]] = keys[free]
                    held = self._keys[slots]
            mine = held == keys
            if np.count_nonzero(mine) == len(mine):
                self._settle(slots, clients)
                return
            self._settle(slots[mine], clients[mine])
            keys, clients, slots = keys[~mine], clients[~mine], (slots[~mine] + 1) & self._mask
        self.forgotten += len(keys)

    def _settle(self, slots: Integers, clients: Integers) -> None:
        """Hand each slot's address to its client, in order, and count what is new and what changes hands."""
        if len(slots) > 1 and len(np.unique(slots)) < len(slots):
            for slot, client in zip(slots.tolist(), clients.tolist(), strict=True):
                self._hand(slot, client)
            return
        holders = self._holders[slots]
        fresh = int(np.count_nonzero(holders < 0))
        self.distinct += fresh
        self.duplicate += int(np.count_nonzero(holders != clients)) - fresh
        self._holders[slots] = clients

    def _hand(self, slot: int, client: int) -> None:
        holder = self._holders[slot]
        if holder < 0:
            self.distinct += 1
        elif holder != client:
            self.duplicate += 1
        self._holders[slot] = client
