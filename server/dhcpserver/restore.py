"""The leases of an earlier run, back in a book and in the ranges they come from.

Leases that ended are remembered as far as the book remembers any, the latest of them, and their addresses are given
again in the order in which they came free.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dhcpserver.leasefile import Loaded, Rows
from dhcpserver.leases import Book, Lease, State
from dhcpserver.pools import Range
from dhcpserver.store import CLIENT_OCTETS, LONG, OWNER_OCTETS, ColumnBook

_CHUNK: Final = 1 << 13  # records that stay in a cache
_GAPS: Final = 32_768  # addresses nobody had that a cursor passes over, to be given later
_MASK: Final = (1 << 64) - 1


class Restored(NamedTuple):
    """How many leases a book got back."""

    active: int
    declined: int
    ended: int


def restore(book: Book, loaded: Loaded, ranges: Iterable[Range]) -> Restored:
    """Put leases into an empty book; ``loaded`` is in the order of addresses, as files are read."""
    records = loaded.records
    state = records["state"]
    sources: dict[int, Range] = {}
    for number, pool in enumerate(ranges):
        inside = _inside(loaded, pool)
        if len(inside):
            records["source"][inside] = number
            sources[number] = pool
            _wind(pool, inside, loaded)
    ended = np.flatnonzero(state == State.EXPIRED_RECLAIMED)
    ended = ended[np.argsort(records["expires_ns"][ended], kind="stable")]
    kept = state != State.EXPIRED_RECLAIMED
    kept[ended[max(0, len(ended) - book.max_ended) :]] = True
    loaded = loaded.only(np.flatnonzero(kept))
    state = loaded.records["state"]
    counts = [int(np.count_nonzero(state == kind)) for kind in (State.DEFAULT, State.DECLINED, State.EXPIRED_RECLAIMED)]
    if isinstance(book, ColumnBook):
        _into_columns(book, loaded, sources)
    else:
        _into_book(book, loaded, sources)
    return Restored(*counts)


def _inside(loaded: Loaded, pool: Range) -> Rows:
    """The leases of a range, in ascending order."""
    records = loaded.records
    high, low = records["high"], records["low"]
    everything = range(len(records))

    def address(place: int) -> int:
        return int(high[place]) << 64 | int(low[place])

    last = pool.first + (pool.count - 1) * pool.step
    first = bisect_left(everything, pool.first, key=address)
    rows = np.arange(first, bisect_left(everything, last + 1, key=address))
    aligned = (low[rows] - np.uint64(pool.first & _MASK)) & np.uint64((pool.step - 1) & _MASK) == 0
    aligned &= high[rows] & np.uint64((pool.step - 1) >> 64) == np.uint64(pool.first >> 64 & (pool.step - 1) >> 64)
    found: Rows = rows[aligned & (records["length"][rows] == pool.length)]
    return found


def _wind(pool: Range, rows: Rows, loaded: Loaded) -> None:
    """Set a range to where it was: what it gave lies behind its cursor, what came free waits."""
    records = loaded.records
    offsets = _offsets(pool, records["high"][rows], records["low"][rows])
    passed = offsets - np.arange(len(offsets), dtype=np.uint64) <= np.uint64(_GAPS)
    count = len(passed) if passed.all() else int(np.argmin(passed))  # offsets only ever grow
    if not count:
        return
    cursor = int(offsets[count - 1]) + 1
    behind = rows[:count]
    free = behind[records["state"][behind] == State.EXPIRED_RECLAIMED]
    free = free[np.argsort(records["expires_ns"][free], kind="stable")]
    never = np.ones(cursor, np.bool_)
    never[offsets[:count].astype(np.int64)] = False
    gaps = [pool.first + offset * pool.step for offset in np.flatnonzero(never).tolist()]
    high, low = records["high"][free].tolist(), records["low"][free].tolist()
    pool.wind(cursor, [*gaps, *(above << 64 | below for above, below in zip(high, low, strict=True))])


def _offsets(pool: Range, high: NDArray[np.uint64], low: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The places of addresses in their range; far ones, of which it does not matter how far, all at the same."""
    first_high, first_low = np.uint64(pool.first >> 64), np.uint64(pool.first & _MASK)
    above = high - first_high - (low < first_low)
    if pool.step > _MASK:
        return above // np.uint64(pool.step >> 64)
    offsets = (low - first_low) // np.uint64(pool.step)
    offsets[above > 0] = 1 << 63
    return offsets


def _by_owner(loaded: Loaded, hashes: NDArray[np.uint64]) -> Rows:
    """One lease for each owner: an active one before others, the latest before older ones; no declined one."""
    records = loaded.records
    rows = np.flatnonzero(records["state"] != State.DECLINED)
    ordered = np.sort(hashes[rows])
    if not (ordered[1:] == ordered[:-1]).any():
        return rows
    active = records["state"][rows] == State.DEFAULT
    rows = rows[np.lexsort((records["expires_ns"][rows], active, hashes[rows]))]
    ranked = hashes[rows]
    chosen: Rows = rows[np.append(ranked[1:] != ranked[:-1], True)]
    return chosen


def _into_columns(book: ColumnBook, loaded: Loaded, sources: dict[int, Range]) -> None:
    records = loaded.records
    numbers = np.full(max(sources, default=-1) + 2, -1, np.int16)  # the last one is for no source
    for number, pool in sources.items():
        numbers[number] = book.number_of(pool)
    hashes, places = np.empty(len(records), np.uint64), np.empty(len(records), np.uint64)
    for at in range(0, len(records), _CHUNK):
        part = records[at : at + _CHUNK]
        part["source"] = numbers[part["source"]]
        words = list(np.ascontiguousarray(part["owner"].T))
        hashes[at : at + _CHUNK] = part["hash"] = book.secrets.many(words)  # long owners: the first octets count
        places[at : at + _CHUNK] = book.hash_addresses(part["high"], part["low"])
    rows = book.adopt(records)
    for place, name in loaded.hostnames.items():
        book.hostnames[int(rows[place])] = name
    for place, client in loaded.clients.items():
        book.long_clients[int(rows[place])] = client
    for place, owner in loaded.owners.items():
        book.long_owners[int(rows[place])] = owner
    book.addresses.insert_many(rows, places)
    chosen = _by_owner(loaded, hashes)
    book.owners.insert_many(rows[chosen], hashes[chosen])
    ended = records["state"] == State.EXPIRED_RECLAIMED
    book.queue.put_many(rows[~ended], records["expires_ns"][~ended], book.records)
    book.mark(*_ended_and_declined(loaded))


def _into_book(book: Book, loaded: Loaded, sources: dict[int, Range]) -> None:
    # Those that are found by owner come last.
    order = np.lexsort((loaded.records["expires_ns"], loaded.records["state"] == State.DEFAULT))
    records = loaded.records[order]
    names = ("high", "low", "length", "iaid", "subnet_id", "state", "valid_s", "preferred_s", "expires_ns", "source",
             "hardware_octets", "client_octets", "owner_octets")  # fmt: skip  # the numbers
    hardware, clients, owners = (records[name].tobytes() for name in ("hardware", "client", "owner"))
    states = {int(state): state for state in State}
    columns = zip(order.tolist(), *(records[name].tolist() for name in names), strict=True)
    for at, (place, *numbers) in enumerate(columns):
        high, low, length, iaid, subnet_id, state, valid_s, preferred_s, expires_ns, source, few, some, many = numbers
        owner = loaded.owners[place] if many == LONG else owners[OWNER_OCTETS * at : OWNER_OCTETS * at + many]
        lease = Lease(high << 64 | low, owner, sources.get(source))
        lease.length, lease.iaid, lease.subnet_id, lease.state = length, iaid, subnet_id, states[state]
        lease.valid_s, lease.preferred_s, lease.expires_ns = valid_s, preferred_s, expires_ns
        lease.hardware = hardware[16 * at : 16 * at + min(few, 16)]
        lease.client_id = (
            loaded.clients[place] if some == LONG else clients[CLIENT_OCTETS * at : CLIENT_OCTETS * at + some]
        )
        lease.hostname = loaded.hostnames.get(place, "")
        book.take_back(lease)
    book.mark(*_ended_and_declined(loaded))


def _ended_and_declined(loaded: Loaded) -> tuple[Sequence[int], Sequence[int]]:
    """The addresses of leases that ended, the oldest first, and of declined ones."""
    records = loaded.records
    ended = np.flatnonzero(records["state"] == State.EXPIRED_RECLAIMED)
    ended = ended[np.argsort(records["expires_ns"][ended], kind="stable")]
    declined = np.flatnonzero(records["state"] == State.DECLINED)
    both = []
    for rows in (ended, declined):
        high, low = records["high"][rows].tolist(), records["low"][rows].tolist()
        both.append([above << 64 | below for above, below in zip(high, low, strict=True)])
    return both[0], both[1]
