"""Several stores as one: opened together, asked together, their leases in one order."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path
from typing import Protocol, Self

from dhcptools.kea.memfile.columns import Progress
from dhcptools.leases.dnsmasq import read_dnsmasq
from dhcptools.leases.faults import Fault, StoreError
from dhcptools.leases.isc import read_isc
from dhcptools.leases.lease import Lease
from dhcptools.leases.locate import AnyStore, unreadable
from dhcptools.leases.memfile import MemfileReading
from dhcptools.leases.query import Query


class Reading(Protocol):
    """A store that was read: its leases, and what of it could not be read."""

    @property
    def faults(self) -> list[Fault]:
        """The bad rows."""

    @property
    def notes(self) -> list[str]:
        """What its reader should know."""

    @property
    def families(self) -> frozenset[int]:
        """4, 6 or both."""

    def __len__(self) -> int:
        """The number of leases, in whatever state."""

    def select(self, query: Query) -> Iterator[Lease]:
        """The leases that match, in order, no more than wanted."""

    def close(self) -> None:
        """Let go of what is open."""


class ListReading:
    """A store that fits into a list."""

    def __init__(self, leases: list[Lease], faults: list[Fault]) -> None:
        self.leases = sorted(leases, key=lambda lease: lease.order)
        self.faults = faults
        self.notes: list[str] = []

    @property
    def families(self) -> frozenset[int]:
        """4, 6 or both."""
        return frozenset(lease.family for lease in self.leases)

    def __len__(self) -> int:
        """The number of leases, in whatever state."""
        return len(self.leases)

    def keep(self, families: frozenset[int]) -> None:
        """Forget the leases of other families."""
        self.leases = [lease for lease in self.leases if lease.family in families]

    def select(self, query: Query) -> Iterator[Lease]:
        """The leases that match, in order, no more than wanted."""
        return query.arrange(lease for lease in self.leases if query.matches(lease))

    def close(self) -> None:
        """Nothing is open."""


def read(store: AnyStore, progress: Progress | None = None) -> Reading:
    """Read a store, or get ready to ask it. StoreError when that cannot be done.

    ``progress`` is told how many octets of how many of a lease file of Kea were read.
    """
    if store.kind == "api":
        from dhcptools.leases.api import ApiReading  # noqa: PLC0415 - HTTP and TLS are for servers

        return ApiReading(store)
    if store.kind == "sql":
        from dhcptools.leases.sql import SqlReading  # noqa: PLC0415 - databases are for those who have one

        return SqlReading(store)
    try:
        if store.kind == "memfile":
            return MemfileReading(store.path, progress)
        reader = read_isc if store.kind == "isc" else read_dnsmasq
        return ListReading(*reader(Path(store.path)))
    except OSError as error:
        raise unreadable(store.path, error) from error


class Results:
    """What several stores hold, a context manager.

    Of several servers behind one Control Agent some may be down, of several files in a directory some may be damaged:
    they are in ``failures``, and the others are read.
    """

    def __init__(self, stores: Sequence[AnyStore], progress: Progress | None = None) -> None:
        self._stack = ExitStack()
        self.readings: list[Reading] = []
        self.stores: list[AnyStore] = []
        self.failures: list[StoreError] = []
        with self._stack:
            for store in stores:
                try:
                    reading = read(store, progress)
                except StoreError as error:
                    if not (store.service if store.kind == "api" else store.kind != "sql" and store.among):
                        raise
                    self.failures.append(error)
                    continue
                self._stack.callback(reading.close)
                self.readings.append(reading)
                self.stores.append(store)
            if not self.readings and self.failures:
                raise self.failures[0]
            self._stack = self._stack.pop_all()

    @property
    def faults(self) -> list[Fault]:
        """The bad rows of all stores."""
        return list(chain.from_iterable(reading.faults for reading in self.readings))

    @property
    def notes(self) -> list[str]:
        """What their reader should know."""
        return list(chain.from_iterable(reading.notes for reading in self.readings))

    @property
    def families(self) -> frozenset[int]:
        """4, 6 or both."""
        return frozenset(chain.from_iterable(reading.families for reading in self.readings))

    def keep(self, families: frozenset[int]) -> None:
        """Forget the stores that have no lease of these families, and leases of others in a store of both."""
        pairs = zip(self.stores, self.readings, strict=True)
        kept = [(store, reading) for store, reading in pairs if reading.families & families]
        self.stores = [store for store, _ in kept]
        self.readings = [reading for _, reading in kept]
        for reading in self.readings:
            if isinstance(reading, ListReading):
                reading.keep(families)

    def select(self, query: Query) -> Iterator[Lease]:
        """The leases that match, in one order, no more than wanted."""
        parts = [reading.select(query) for reading in self.readings]
        if len(parts) == 1:
            return parts[0]
        merged = heapq.merge(*parts, key=query.key, reverse=query.descending)  # type: ignore[arg-type]  # keys of one column compare
        return islice(merged, query.limit)

    def close(self) -> None:
        """Let go of what is open."""
        self._stack.close()

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(self, kind: object = None, error: object = None, trace: object = None) -> None:
        """Let go of what is open."""
        self.close()
