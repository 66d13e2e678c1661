"""Stores watched: what changes in them, each change once.

Kea's files are followed row by row, through rotations and clean-ups. Other stores are read again and again, and what
they say is held against what they said before, so that changes that undo each other between two looks are not seen.
When a lease expires says the clock, since stores write nothing then.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from dhcptools.kea.memfile.fields import RowError
from dhcptools.kea.memfile.follow import Follower
from dhcptools.kea.memfile.reader import LeaseFileError
from dhcptools.leases.changes import Change, change
from dhcptools.leases.expiry import Expiries
from dhcptools.leases.faults import Fault, StoreError
from dhcptools.leases.lease import Lease
from dhcptools.leases.locate import AnyStore, Store, unreadable
from dhcptools.leases.memfile import lease_of, rewritten
from dhcptools.leases.query import Query
from dhcptools.leases.results import read

_REST = 4
"""A store that is read anew rests so many times as long as that took: a server has clients to serve."""
_TYPES = ("V4", "IA_NA", "IA_TA", "IA_PD")


class Watched(Protocol):
    """A store that is watched."""

    @property
    def path(self) -> Path | None:
        """The file whose changes are worth a look; None for a store that must be polled."""

    @property
    def families(self) -> frozenset[int]:
        """4, 6 or both, by what was there."""

    def start(self, now: int) -> None:
        """See what is there. StoreError when that cannot be done."""

    def look(self, now: int) -> Iterator[Change]:
        """What happened since the last look. StoreError when that cannot be said."""

    def faults(self) -> list[Fault]:
        """The bad rows since the last time this was asked."""

    def close(self) -> None:
        """Let go of what is open."""


def watch(store: AnyStore) -> Watched:
    """The store, ready to be watched."""
    return WatchedMemfile(store.path) if store.kind == "memfile" else WatchedStore(store)


class WatchedMemfile:
    """A lease file of Kea."""

    def __init__(self, path: Path) -> None:
        self.path: Path | None = path
        self._source = str(path)
        self._follower = Follower(path)
        self._expiries = Expiries()

    @property
    def families(self) -> frozenset[int]:
        """4 or 6, by its columns."""
        return frozenset((self._follower.family or 4,))

    def start(self, now: int) -> None:
        """See what is there."""
        try:
            with self._follower.start() as columns:
                self._expiries.load(columns, now)
        except LeaseFileError as error:
            raise self._refused(error) from error
        except OSError as error:
            raise unreadable(Path(self._source), error) from error

    def look(self, now: int) -> Iterator[Change]:
        """The rows since the last look, then what expired."""
        try:
            for before, after in self._follower.poll():
                old = None if before is None else lease_of(before, self._source)
                new = None if after is None else lease_of(after, self._source)
                if new is not None:
                    self._expiries.add(new)
                if found := change(old, new, now):
                    yield from self._expiries.told(found)
        except LeaseFileError as error:
            raise self._refused(error) from error
        except RowError as error:
            raise rewritten(self._source) from error
        except OSError as error:
            raise unreadable(Path(self._source), error) from error
        yield from self._expiries.due(now, self._leases)

    def _leases(self, address: str) -> list[Lease]:
        row = self._follower.get(address)
        return [] if row is None else [lease_of(row, self._source)]

    def faults(self) -> list[Fault]:
        """The bad rows since the last time this was asked."""
        bad, self._follower.bad = self._follower.bad, []
        return [Fault(found.path, found.line, f"row {found.row}: {found.reason}") for found in bad]

    def close(self) -> None:
        """Close the file."""
        self._follower.close()

    def _refused(self, error: LeaseFileError) -> StoreError:
        return StoreError(f"cannot read the leases of {self._source}", str(error), "Kea refuses this file too")


class WatchedStore:
    """A store that is read anew at every look."""

    def __init__(self, store: AnyStore, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._rested_s = 0.0
        self.path = store.path if isinstance(store, Store) else None
        self._known: dict[tuple[str, str], Lease] = {}
        self._expiries = Expiries()
        self._faults: list[Fault] = []
        self._told: set[Fault] = set()
        self._seen: tuple[int, int, int] | None = None

    @property
    def families(self) -> frozenset[int]:
        """4, 6 or both, by what was there; both when nothing was."""
        return frozenset(lease.family for lease in self._known.values()) or frozenset((4, 6))

    def start(self, now: int) -> None:
        """See what is there."""
        self._expiries.begin(now)
        for _ in self._compare(now):
            pass  # what is there at the beginning is no news

    def look(self, now: int) -> Iterator[Change]:
        """What is not as it was, then what expired."""
        if self._clock() >= self._rested_s and (self.path is None or self._stamp() != self._seen):
            for found in self._compare(now):
                yield from self._expiries.told(found)
        yield from self._expiries.due(now, self._leases)

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            status = self.path.stat() if self.path is not None else None
        except OSError:
            status = None
        if status is None:
            return None
        return status.st_ino, status.st_size, status.st_mtime_ns

    def _leases(self, address: str) -> list[Lease]:
        found = (self._known.get((kind, address)) for kind in _TYPES)
        return [lease for lease in found if lease is not None]

    def _compare(self, now: int) -> Iterator[Change]:
        stamp, began_s = self._stamp(), self._clock()
        reading = read(self._store)
        try:
            found = {(lease.type, lease.address): lease for lease in reading.select(Query(now, all=True))}
            self._faults += [fault for fault in reading.faults if fault not in self._told]
            self._told.update(reading.faults)
        finally:
            reading.close()
            self._rested_s = self._clock() + _REST * (self._clock() - began_s)
        known, self._known, self._seen = self._known, found, stamp
        for key in known.keys() - found.keys():
            if gone := change(known[key], None, now):
                yield gone
        for key, lease in found.items():
            if lease == known.get(key):
                continue
            self._expiries.add(lease)
            if told := change(known.get(key), lease, now):
                yield told

    def faults(self) -> list[Fault]:
        """The bad rows since the last time this was asked."""
        found, self._faults = self._faults, []
        return found

    def close(self) -> None:
        """Nothing is open."""
