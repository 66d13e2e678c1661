"""What a batch does to leases: each method is what its rows would do one after another, done at once.

Rules this file keeps:

- the leases of one call are distinct, and so are their owners; the caller sees to that;
- indexes, queues and ranges are left as single steps would leave them, so that both ways can take turns.

``keys`` are records (n,) of which ``owner``, ``owner_octets`` and ``hash`` name the client; what a lease notes of it
stands in the other fields.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dhcpserver.journal import Changes
from dhcpserver.leasecolumns import LeaseColumns
from dhcpserver.leases import INFINITE_S, NEVER_NS, SECOND_NS, State
from dhcpserver.pools import Range
from dhcpserver.store import LONG, RECORD, ColumnBook, Records
from dhcpserver.storeindex import RowNumbers

_MASK: Final = (1 << 64) - 1
_FEW: Final = 4  # below this, one at a time costs less


class BatchBook(ColumnBook):
    """A columnar book that takes many steps at once. ``noted`` are the fields of a key that its lease takes over."""

    def __init__(self, noted: tuple[str, ...], *, max_offers: int = 1 << 20, max_ended: int = 1 << 17) -> None:
        super().__init__(max_offers=max_offers, max_ended=max_ended)
        self._noted = noted
        self._chunks: list[Changes] = []

    def take_changes(self) -> Sequence[Changes]:
        """What changed since the last call, what batches changed as columns."""
        chunks: list[Changes] = [*self._chunks, *super().take_changes()]
        self._chunks.clear()
        return chunks

    @property
    def room_for_ended(self) -> int:
        """How many leases may end before an older one is forgotten."""
        return self.max_ended - len(self._ended)

    def rows_of(self, keys: Records) -> RowNumbers:
        """The row of each owner, -1 for one without lease."""
        hashes, owners, octets = keys["hash"], keys["owner"], keys["owner_octets"]

        def same(rows: RowNumbers, which: RowNumbers) -> NDArray[np.bool_]:
            found = self.records[rows]
            equal: NDArray[np.bool_] = (found["owner"] == owners[which]).all(1)
            equal &= found["owner_octets"] == octets[which]
            return equal

        return self.owners.find_many(hashes, same)

    def rows_at(self, high: NDArray[np.uint64], low: NDArray[np.uint64]) -> RowNumbers:
        """The row of each address, given in halves; -1 for one without lease."""

        def same(rows: RowNumbers, which: RowNumbers) -> NDArray[np.bool_]:
            equal: NDArray[np.bool_] = self.records["low"][rows] == low[which]
            equal &= self.records["high"][rows] == high[which]
            return equal

        return self.addresses.find_many(self.hash_addresses(high, low), same)

    def taken_many(self, addresses: Sequence[int], now_ns: int) -> list[bool]:
        """Which addresses are not free for a new owner."""
        rows = self.rows_at(*halves(addresses))
        records = self.records
        busy = (records["state"][rows] != State.EXPIRED_RECLAIMED) & (records["expires_ns"][rows] > np.uint64(now_ns))
        taken: list[bool] = (busy & (rows >= 0)).tolist()
        return taken

    def addresses_of(self, rows: RowNumbers) -> list[int]:
        """The addresses of records."""
        low: list[int] = self.records["low"][rows].tolist()
        high = self.records["high"][rows]
        if not high.any():
            return low
        return [upper << 64 | lower for upper, lower in zip(high.tolist(), low, strict=True)]

    def give_new(
        self, addresses: Sequence[int], keys: Records, source: Range, state: State, seconds: int, now_ns: int
    ) -> RowNumbers:
        """Offer or grant addresses just taken from ``source`` to owners without lease; the rows."""
        high, low = halves(addresses)
        rows = self.rows_at(high, low)
        missing = rows < 0
        known = rows[~missing]
        if len(known):  # somebody had it once
            self.owners.remove_many(known, self.records["hash"][known])
            for row, address in zip(known.tolist(), self.addresses_of(known), strict=True):
                self.hostnames.pop(row, None)
                self.long_owners.pop(row, None)
                self._offers.pop(address, None)
                self._ended.pop(address, None)
                self._declined.discard(address)
        fresh = self.allot(int(np.count_nonzero(missing)))
        rows[missing] = fresh
        records = self.records
        records[fresh] = np.zeros((), RECORD)
        records["high"][fresh], records["low"][fresh] = high[missing], low[missing]
        records["length"][fresh] = source.length
        self.addresses.insert_many(fresh, self.hash_addresses(high[missing], low[missing]))
        for name in ("owner", "owner_octets", "hash"):
            records[name][rows] = keys[name]
        self.owners.insert_many(rows, keys["hash"])
        records["source"][rows] = self.number_of(source)
        self._settle(rows, addresses, keys, state, seconds, now_ns)
        return rows

    def give_again(self, rows: RowNumbers, keys: Records, state: State, seconds: int, now_ns: int) -> None:
        """Offer or grant owners the leases they have or had; an offer leaves an active lease as it is."""
        if state is State.OFFERED:
            records = self.records
            active = (records["state"][rows] == State.DEFAULT) & (records["expires_ns"][rows] > np.uint64(now_ns))
            if active.any():
                self._note(rows[active], keys[active])
                rows, keys = rows[~active], keys[~active]
        if not len(rows):
            return
        addresses = self.addresses_of(rows)
        sources = self.records["source"][rows]
        idle = np.flatnonzero(self.records["state"][rows] == State.EXPIRED_RECLAIMED)
        for place in idle.tolist():
            self._ended.pop(addresses[place], None)
            self.sources[sources[place]].mark_used(addresses[place])
        if self._offers:
            for address in addresses:
                self._offers.pop(address, None)
        self._settle(rows, addresses, keys, state, seconds, now_ns)

    def _settle(
        self, rows: RowNumbers, addresses: Sequence[int], keys: Records, state: State, seconds: int, now_ns: int
    ) -> None:
        """State, end and notes of leases that are their owners' by now."""
        records = self.records
        records["state"][rows] = state
        forever = state is State.DEFAULT and seconds == INFINITE_S
        when = NEVER_NS if forever else now_ns + seconds * SECOND_NS
        records["expires_ns"][rows] = when
        self.queue.put_many(rows, when, records)
        if state is State.OFFERED:
            self._offers.update(dict.fromkeys(addresses))
        else:
            records["valid_s"][rows] = seconds
        self._note(rows, keys)
        if state is State.DEFAULT:
            self._record(rows)

    def _note(self, rows: RowNumbers, keys: Records) -> None:
        """What leases note of their clients; these have no hostname."""
        for name in self._noted:
            self.records[name][rows] = keys[name]
        for names in (self.hostnames, self.long_clients):
            if names:
                for row in rows.tolist():
                    names.pop(row, None)

    def end_rows(self, rows: RowNumbers) -> None:
        """End leases in this order, none of which has ended yet."""
        if len(rows) < _FEW:
            super().end_rows(rows)
            return
        addresses = self.addresses_of(rows)
        offers, declined = self._offers, self._declined
        if offers:
            for address in addresses:
                offers.pop(address, None)
        if declined:
            declined.difference_update(addresses)
        records = self.records
        leases = rows[records["state"][rows] != State.OFFERED]
        records["state"][rows] = State.EXPIRED_RECLAIMED
        self._record(leases)
        sources = records["source"][rows]
        for number in np.unique(sources).tolist():
            if number >= 0:
                mine = np.flatnonzero(sources == number).tolist()
                self.sources[number].give_back_many([addresses[place] for place in mine])
        ended = self._ended
        ended.update(dict.fromkeys(addresses))
        if len(ended) > self.max_ended:
            oldest = [ended.popitem(last=False)[0] for _ in range(len(ended) - self.max_ended)]
            self._forget(self.rows_at(*halves(oldest)))

    def _forget(self, rows: RowNumbers) -> None:
        records = self.records
        self.owners.remove_many(rows, records["hash"][rows])
        self.addresses.remove_many(rows, self.hash_addresses(records["high"][rows], records["low"][rows]))
        self.recycle(rows.tolist())

    def _record(self, rows: RowNumbers) -> None:
        """Note changes, as columns and as they are now."""
        if self._changed is None or not len(rows):
            return
        self._chunks += super().take_changes()
        records = self.records[rows]
        names, clients = {}, {}
        if self.hostnames:
            names = {at: self.hostnames[row] for at, row in enumerate(rows.tolist()) if row in self.hostnames}
        if self.long_clients:
            long = np.flatnonzero(records["client_octets"] == LONG)
            clients = {at: self.long_clients[int(rows[at])] for at in long.tolist()}
        self._chunks.append(LeaseColumns(records, names, clients))


def halves(addresses: Sequence[int]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """High and low 64 bits of addresses."""
    if max(addresses, default=0) <= _MASK:
        low = np.array(addresses, np.uint64)
        return np.zeros(len(low), np.uint64), low
    return (
        np.array([address >> 64 for address in addresses], np.uint64),
        np.array([address & _MASK for address in addresses], np.uint64),
    )
