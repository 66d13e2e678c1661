"""Which addresses were handed out, and whether one went to two clients: a hash table in flat memory."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dhcptools.batch.columns import Integers
from dhcptools.perf.leases import Leases

_LEAST_BITS: Final = 12
_MOST_BITS: Final = 22
_MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)  # 2^64 divided by the golden ratio (Knuth, volume 3, §6.4)
_PROBES: Final = 64
_NOBODY: Final = -1  # not seen yet
_FREED: Final = -2  # seen, and given back
_TAKEN_MOST: Final = 1024


class Taken(NamedTuple):
    """An address, by its key, that one client got while another held it."""

    key: int
    holder: int
    client: int


def keys_of(leases: Leases) -> NDArray[np.uint64]:
    """A number for the address of each lease, or for its prefix without one; 0 only for an address of DHCPv4 that is 0.

    An address of DHCPv4 is its own number; 128 bits are mixed into 64.
    """
    address = leases.address
    if address.ndim == 1:
        return address.astype(np.uint64)
    whole = np.where(np.any(address, 1)[:, None], address, leases.prefix)
    high, low = whole[:, 0], whole[:, 1]
    keys: NDArray[np.uint64] = np.maximum((high ^ (high >> np.uint64(29))) * _MULTIPLIER + low, np.uint64(1))
    return keys


class Addresses:
    """Remembers the client of each address.

    ``distinct`` counts addresses seen, ``duplicate`` how often one was handed to another client than before, and
    ``taken`` are the first of those. The table holds as many addresses as expected, at most three millions; those past
    that are only counted in ``forgotten``.
    """

    def __init__(self, expected: int) -> None:
        bits = min(max(_LEAST_BITS, (2 * expected).bit_length()), _MOST_BITS)
        self.distinct = 0
        self.duplicate = 0
        self.forgotten = 0
        self.taken: list[Taken] = []
        self._shift = np.uint64(64 - bits)
        self._mask = (1 << bits) - 1
        self._most = 3 << (bits - 2)
        # np.full touches the memory now, so that no page fault delays a packet later.
        self._keys = np.full(1 << bits, 0, np.uint64)
        self._holders = np.full(1 << bits, _NOBODY, np.int64)

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
        self.distinct += int(np.count_nonzero(holders == _NOBODY))
        taken = (holders != clients) & (holders >= 0)
        if np.count_nonzero(taken):
            for slot, holder, client in zip(slots[taken], holders[taken], clients[taken], strict=True):
                self._take(int(slot), int(holder), int(client))
        self._holders[slots] = clients

    def _take(self, slot: int, holder: int, client: int) -> None:
        self.duplicate += 1
        if len(self.taken) < _TAKEN_MOST:
            self.taken.append(Taken(int(self._keys[slot]), holder, client))

    def forget(self, keys: NDArray[np.uint64]) -> None:
        """These addresses (n,) were given back: whoever gets one next is no second holder."""
        slots = ((keys * _MULTIPLIER) >> self._shift).astype(np.int64)
        for _ in range(_PROBES):
            held = self._keys[slots]
            mine = held == keys
            self._holders[slots[mine]] = _FREED
            on = ~mine & (held != 0)
            if not np.count_nonzero(on):
                return
            keys, slots = keys[on], (slots[on] + 1) & self._mask

    def _hand(self, slot: int, client: int) -> None:
        holder = self._holders[slot]
        if holder == _NOBODY:
            self.distinct += 1
        elif holder >= 0 and holder != client:
            self._take(slot, int(holder), client)
        self._holders[slot] = client
