"""Leases as records of one numpy array: under 200 octets each, found by the thousand at once.

A :class:`ColumnBook` is a book of leases like any other: the rules are :class:`dhcpserver.leases.Book`'s, only where
leases, indexes and the queue of what ends are kept differs. Engines that take one message at a time see leases as
:class:`ColumnLease`, a window on a record.

It is made only when batches are served: without numpy, and for a few thousand leases, dictionaries start faster and
one access costs less.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, MutableMapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dhcpserver.leases import Book, Lease, State
from dhcpserver.pools import Range
from dhcpserver.storeindex import Hashes, Index, RowNumbers
from dhcpserver.storequeue import Queue

OWNER_WORDS: Final = 5
OWNER_OCTETS: Final = 8 * OWNER_WORDS  # longer owners and client identifiers wait in dictionaries
CLIENT_OCTETS: Final = 32
LONG: Final = 255
RECORD: Final = np.dtype(
    [
        ("high", np.uint64), ("low", np.uint64),  # the address
        ("hash", np.uint64),  # of the owner
        ("expires_ns", np.uint64), ("queued_ns", np.uint64),
        ("owner", np.uint64, OWNER_WORDS),  # octets, zeros after them
        ("client", np.uint8, CLIENT_OCTETS), ("hardware", np.uint8, 16),
        ("iaid", np.uint32), ("subnet_id", np.uint32), ("valid_s", np.uint32), ("preferred_s", np.uint32),
        ("source", np.int16), ("state", np.uint8), ("length", np.uint8),
        ("owner_octets", np.uint8), ("client_octets", np.uint8), ("hardware_octets", np.uint8),
    ]
)  # fmt: skip  # what belongs together stands together
Records = NDArray[np.void]
_MASK: Final = (1 << 64) - 1
_LEAST: Final = 1024
_STATES: Final = {int(state): state for state in State}


def blank(count: int) -> Records:
    """Records (count,) of nothing. The array they are the beginning of has room for more, for a book to grow into."""
    whole: Records = np.zeros(max(_LEAST, count + count // 8), RECORD)
    return whole[:count]


class Secrets:
    """Random odd multipliers: whoever chooses client identifiers cannot choose their hashes."""

    def __init__(self) -> None:
        self.keys = [secrets.randbits(64) | 1 for _ in range(OWNER_WORDS + 1)]
        self._keys = np.array(self.keys, np.uint64)

    def one(self, words: tuple[int, ...]) -> int:
        """The hash of one key of 64-bit words, at most five."""
        value = self.keys[-1]
        for word, key in zip(words, self.keys, strict=False):
            value = (value ^ word) * key & _MASK
            value ^= value >> 29
        return value ^ value >> 32

    def many(self, words: list[NDArray[np.uint64]]) -> Hashes:
        """The hashes of keys whose words are given a column (n,) each."""
        value = np.full(len(words[0]), self._keys[-1])
        for word, key in zip(words, self._keys, strict=False):
            value ^= word
            value *= key
            value ^= value >> np.uint64(29)
        value ^= value >> np.uint64(32)
        return value

    def of_owner(self, owner: bytes) -> int:
        """The hash of an owner; of a long one only its first octets and its length count."""
        padded = owner[:OWNER_OCTETS].ljust(OWNER_OCTETS, b"\0")
        return self.one(tuple(int.from_bytes(padded[at : at + 8], "little") for at in range(0, OWNER_OCTETS, 8)))


class ColumnBook(Book):
    """All leases of one kind, in ``records``; a row is the number of a record."""

    def __init__(self, *, max_offers: int = 1 << 20, max_ended: int = 1 << 17) -> None:
        super().__init__(max_offers=max_offers, max_ended=max_ended)
        self.records: Records = np.zeros(_LEAST, RECORD)
        self.secrets = Secrets()
        self.addresses = Index(lambda rows: self.hash_addresses(self.records["high"][rows], self.records["low"][rows]))
        self.owners = Index(lambda rows: self.records["hash"][rows])
        self.sources: list[Range] = []
        self.hostnames: dict[int, str] = {}
        self.long_owners: dict[int, bytes] = {}
        self.long_clients: dict[int, bytes] = {}
        self.queue = Queue()
        self._source_numbers: dict[int, int] = {}
        self._free: list[int] = []
        self._top = 0  # rows from here on were never used
        self._by_address = _ByAddress(self)
        self._by_owner = _ByOwner(self)

    @property
    def nbytes(self) -> int:
        """Octets of the records and their indexes."""
        return self.records.nbytes + self.addresses.nbytes + self.owners.nbytes

    def hash_addresses(self, high: NDArray[np.uint64], low: NDArray[np.uint64]) -> Hashes:
        """Hashes of addresses by their halves."""
        return self.secrets.many([low, high])

    def hash_address(self, address: int) -> int:
        """The hash of one address."""
        return self.secrets.one((address & _MASK, address >> 64))

    def number_of(self, source: Range | None) -> int:
        """What a record says for a range, -1 for none."""
        if source is None:
            return -1
        number = self._source_numbers.get(id(source))
        if number is None:
            number = self._source_numbers[id(source)] = len(self.sources)
            self.sources.append(source)
        return number

    def lease(self, row: int) -> ColumnLease:
        """The window on a record."""
        return ColumnLease(self, row)

    def row_at(self, address: int) -> int:
        """The row of an address, -1 when there is none."""
        high, low = address >> 64, address & _MASK
        records = self.records

        def same(row: int) -> bool:
            record = records[row]
            return bool(record["low"] == low and record["high"] == high)

        return self.addresses.find(self.hash_address(address), same)

    def row_of(self, owner: bytes) -> int:
        """The row of an owner, -1 when there is none."""
        return self.owners.find(self.secrets.of_owner(owner), lambda row: self.owner(row) == owner)

    def owner(self, row: int) -> bytes:
        """The owner of a record."""
        octets = int(self.records["owner_octets"][row])
        return self.long_owners[row] if octets == LONG else self.records["owner"][row].tobytes()[:octets]

    def set_owner(self, row: int, owner: bytes) -> None:
        """Store an owner and its hash; the index of owners is not touched."""
        record = self.records[row]
        self.long_owners.pop(row, None)
        if len(owner) > OWNER_OCTETS:
            self.long_owners[row] = owner
        record["owner_octets"] = len(owner) if len(owner) <= OWNER_OCTETS else LONG
        record["owner"] = np.frombuffer(owner[:OWNER_OCTETS].ljust(OWNER_OCTETS, b"\0"), np.uint64)
        record["hash"] = self.secrets.of_owner(owner)

    def allot(self, count: int) -> RowNumbers:
        """Rows for new leases."""
        again = self._free[len(self._free) - min(count, len(self._free)) :]
        del self._free[len(self._free) - len(again) :]
        more = count - len(again)
        while self._top + more > len(self.records):
            grown = np.zeros(2 * len(self.records), RECORD)
            grown[: self._top] = self.records[: self._top]
            self.records = grown
        rows = np.concatenate([np.array(again, np.int64), np.arange(self._top, self._top + more)])
        self._top += more
        return rows

    def adopt(self, records: Records) -> RowNumbers:
        """Make records the first rows of an empty book; those of :func:`blank` are not copied."""
        whole = records.base
        if not self._top and isinstance(whole, np.ndarray) and whole.ctypes.data == records.ctypes.data:
            self.records, self._top = whole, len(records)
            return np.arange(self._top)
        self.records[rows := self.allot(len(records))] = records
        return rows

    def recycle(self, rows: list[int]) -> None:
        """Rows whose leases are forgotten."""
        for names in (self.hostnames, self.long_owners, self.long_clients):
            if names:
                for row in rows:
                    names.pop(row, None)
        self.records["queued_ns"][rows] = 0
        self._free += rows

    def expire(self, now_ns: int, most: int = 64) -> int:
        """End what is over by now, looking at no more than ``most`` leases; returns how many ended."""
        if not self.queue.due(now_ns):
            return 0
        rows = self.queue.take(now_ns, most, self.records)
        self.records["queued_ns"][rows] = 0
        rows = rows[self.records["state"][rows] != State.EXPIRED_RECLAIMED]
        later = self.records["expires_ns"][rows] > now_ns
        self.queue.put_many(rows[later], self.records["expires_ns"][rows[later]], self.records)
        ended = rows[~later]
        self.reclaimed += int(np.count_nonzero(self.records["state"][ended] != State.OFFERED))
        self.end_rows(ended)
        return len(ended)

    def end_rows(self, rows: RowNumbers) -> None:
        """End leases in this order, none of which has ended yet."""
        for row in rows.tolist():
            self.end(self.lease(row))

    def _new(self, address: int, owner: bytes, source: Range | None) -> Lease:
        (row,) = self.allot(1).tolist()
        self.records[row] = np.zeros((), RECORD)
        record = self.records[row]
        record["high"], record["low"] = address >> 64, address & _MASK
        record["source"] = self.number_of(source)
        record["length"] = 32 if source is None else source.length
        record["state"] = State.EXPIRED_RECLAIMED
        self.set_owner(row, owner)
        self.addresses.insert(row, self.hash_address(address))
        return self.lease(row)

    def _until(self, lease: Lease, when_ns: int) -> None:
        assert isinstance(lease, ColumnLease)  # noqa: S101 - this book makes no others
        lease.expires_ns = when_ns
        self.queue.put(lease.row_number, when_ns, self.records)


class ColumnLease(Lease):
    """A lease that stands in a record. Two windows on one record are equal."""

    __slots__ = ("_book", "row_number")

    def __init__(self, book: ColumnBook, row: int) -> None:
        self._book = book
        self.row_number = row

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ColumnLease) and other.row_number == self.row_number and other._book is self._book

    def __hash__(self) -> int:
        return hash(self.row_number)

    def _get(self, name: str) -> Any:
        return self._book.records[name][self.row_number].item()

    def _set(self, name: str, value: object) -> None:
        self._book.records[name][self.row_number] = value

    @property
    def address(self) -> int:  # type: ignore[override] # where Lease has slots, this has columns
        return int(self._get("high")) << 64 | int(self._get("low"))

    @property
    def owner(self) -> bytes:
        return self._book.owner(self.row_number)

    @owner.setter
    def owner(self, value: bytes) -> None:
        self._book.set_owner(self.row_number, value)

    @property
    def source(self) -> Range | None:
        number = int(self._get("source"))
        return None if number < 0 else self._book.sources[number]

    @source.setter
    def source(self, value: Range | None) -> None:
        self._set("source", self._book.number_of(value))

    @property
    def hardware(self) -> bytes:
        record = self._book.records[self.row_number]
        return bytes(record["hardware"].tobytes()[: record["hardware_octets"]])

    @hardware.setter
    def hardware(self, value: bytes) -> None:
        record = self._book.records[self.row_number]
        record["hardware"] = np.frombuffer(value[:16].ljust(16, b"\0"), np.uint8)
        record["hardware_octets"] = len(value[:16])

    @property
    def client_id(self) -> bytes:
        record = self._book.records[self.row_number]
        octets = int(record["client_octets"])
        return self._book.long_clients[self.row_number] if octets == LONG else record["client"].tobytes()[:octets]

    @client_id.setter
    def client_id(self, value: bytes) -> None:
        record = self._book.records[self.row_number]
        self._book.long_clients.pop(self.row_number, None)
        if len(value) > CLIENT_OCTETS:
            self._book.long_clients[self.row_number] = value
        record["client_octets"] = len(value) if len(value) <= CLIENT_OCTETS else LONG
        record["client"] = np.frombuffer(value[:CLIENT_OCTETS].ljust(CLIENT_OCTETS, b"\0"), np.uint8)

    @property
    def hostname(self) -> str:
        return self._book.hostnames.get(self.row_number, "")

    @hostname.setter
    def hostname(self, value: str) -> None:
        if value:
            self._book.hostnames[self.row_number] = value
        else:
            self._book.hostnames.pop(self.row_number, None)

    @property
    def state(self) -> State:
        return _STATES[self._get("state")]

    @state.setter
    def state(self, value: State) -> None:
        self._set("state", value)


def _number(name: str) -> property:
    def get(self: ColumnLease) -> int:
        return int(self._get(name))

    def put(self: ColumnLease, value: int) -> None:
        self._set(name, value)

    return property(get, put)


for _name in ("length", "subnet_id", "iaid", "valid_s", "preferred_s", "expires_ns"):
    setattr(ColumnLease, _name, _number(_name))


class _ByAddress(MutableMapping[int, Lease]):
    """The leases of a book by address, as a dictionary would hold them."""

    def __init__(self, book: ColumnBook) -> None:
        self._book = book

    def __getitem__(self, address: int) -> Lease:
        row = self._book.row_at(address)
        if row < 0:
            raise KeyError(address)
        return self._book.lease(row)

    def get(self, address: int, default: Any = None) -> Any:
        row = self._book.row_at(address)
        return default if row < 0 else self._book.lease(row)

    def __setitem__(self, address: int, lease: Lease) -> None:
        raise TypeError("records are made by the book")

    def __delitem__(self, address: int) -> None:
        row = self._book.row_at(address)
        if row < 0:
            raise KeyError(address)
        self._book.addresses.remove(row, self._book.hash_address(address))
        self._book.recycle([row])

    def __iter__(self) -> Iterator[int]:
        return (self._book.lease(row).address for row in self._book.addresses.rows().tolist())

    def __len__(self) -> int:
        return len(self._book.addresses)


class _ByOwner(MutableMapping[bytes, Lease]):
    """The leases of a book by owner."""

    def __init__(self, book: ColumnBook) -> None:
        self._book = book

    def __getitem__(self, owner: bytes) -> Lease:
        row = self._book.row_of(owner)
        if row < 0:
            raise KeyError(owner)
        return self._book.lease(row)

    def get(self, owner: bytes, default: Any = None) -> Any:
        row = self._book.row_of(owner)
        return default if row < 0 else self._book.lease(row)

    def __setitem__(self, owner: bytes, lease: Lease) -> None:
        assert isinstance(lease, ColumnLease)  # noqa: S101 - its book makes no others
        hashed = self._book.secrets.of_owner(owner)
        before = self._book.row_of(owner)
        if before == lease.row_number:
            return
        if before >= 0:
            self._book.owners.remove(before, hashed)
        self._book.owners.insert(lease.row_number, hashed)

    def __delitem__(self, owner: bytes) -> None:
        row = self._book.row_of(owner)
        if row < 0:
            raise KeyError(owner)
        self._book.owners.remove(row, self._book.secrets.of_owner(owner))

    def __iter__(self) -> Iterator[bytes]:
        return (self._book.owner(row) for row in self._book.owners.rows().tolist())

    def __len__(self) -> int:
        return len(self._book.owners)
