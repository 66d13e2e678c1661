"""Leases that Kea keeps in a database: asked as the query says, read a few thousand rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice
from pathlib import Path

from dhcptools.kea.sql.database import Database, connect, layout_of, version_of
from dhcptools.kea.sql.rows import row_of
from dhcptools.kea.sql.schema import newest, release_of
from dhcptools.kea.sql.target import SqlError, Target, parse_target
from dhcptools.leases.access import Access, SqlStore
from dhcptools.leases.faults import Fault, StoreError
from dhcptools.leases.lease import Lease
from dhcptools.leases.memfile import lease_of
from dhcptools.leases.query import Query
from dhcptools.leases.sql_where import selection

_COUNTED = 1000


def sql_stores(text: str, access: Access) -> list[SqlStore]:
    """The lease tables of a database that have leases, or one when none has. StoreError when it cannot be read."""
    try:
        target = parse_target(text)
    except ValueError as error:
        raise StoreError("the source is no URL of a database", str(error)) from error
    target = _with(target, access)
    families = sorted(access.families) or [4, 6]
    try:
        target, database = _enter(target, access)
        with closing(database):
            version_of(database)
            found = [family for family in families if database.query(f"SELECT 1 FROM lease{family} LIMIT 1")]  # noqa: S608 - 4 or 6
    except SqlError as error:
        raise told(error) from error
    return [SqlStore(target, family) for family in found or families[:1]]


def configured_store(target: Target, family: int, config: Path, access: Access) -> SqlStore:
    """The lease table that a Kea configuration names; who we are may be said otherwise. StoreError as above."""
    target = _with(target, access)
    try:
        target, database = _enter(target, access)
        database.close()
    except SqlError as error:
        raise told(error) from error
    return SqlStore(target, family, config)


def _with(target: Target, access: Access) -> Target:
    return replace(
        target,
        user=access.user or target.user,
        password=target.password if access.password is None else access.password,
        ca=access.ca or target.ca,
        cert=access.cert or target.cert,
        key=access.key or target.key,
        timeout_s=access.timeout_s,
    )


def _enter(target: Target, access: Access) -> tuple[Target, Database]:
    """Open a database; who is there is asked for the password once, when the database wants one."""
    try:
        return target, connect(target)
    except SqlError as error:
        if not error.refused or target.password or access.prompt is None:
            raise
        password = access.prompt(target.user or "this user", str(target))
        if not password:
            raise
    target = replace(target, password=password)
    return target, connect(target)


def told(error: SqlError) -> StoreError:
    """What a database refused, as a store that cannot be read."""
    return StoreError(error.what, error.why, error.fix)


class SqlReading:
    """A lease table of a database, asked when leases are wanted.

    ``counted`` is called with how many were read, now and then, and with None at the end.
    """

    def __init__(self, store: SqlStore) -> None:
        self.store = store
        self.family = store.family
        self.source = store.name
        self.notes: list[str] = []
        self.faults: list[Fault] = []
        self.counted: Callable[[int | None], None] | None = None
        try:
            self.database = connect(store.target)
        except SqlError as error:
            raise told(error) from error
        try:
            self.version = version_of(self.database)
            self.layout = layout_of(self.database, self.family)
        except SqlError as error:
            self.database.close()
            raise told(error) from error
        if self.version[0] > newest(store.target.backend):
            number = f"{self.version[0]}.{self.version[1]}"
            release = release_of(store.target.backend, self.version[0])
            self.notes.append(f"{self.source}: its schema {number} is of a Kea {release}, which is not known here")

    @property
    def families(self) -> frozenset[int]:
        """4 or 6."""
        return frozenset((self.family,))

    def __len__(self) -> int:
        """The number of leases, in whatever state."""
        try:
            ((count,),) = self.database.query(f"SELECT COUNT(*) FROM {self.layout.table}")  # noqa: S608 - lease4 or lease6
        except SqlError as error:
            raise told(error) from error
        return int(str(count))

    def close(self) -> None:
        """Let go of the connection."""
        self.database.close()

    def select(self, query: Query) -> Iterator[Lease]:
        """The leases that match, in order, no more than wanted. StoreError when the database stops answering."""
        leases = (lease for lease in self._leases(query) if query.matches(lease))
        if not self.layout.sorted_by_key:
            return query.arrange(sorted(leases, key=lambda lease: lease.order))
        return islice(leases, query.limit) if query.sort == "address" else query.arrange(leases)

    def _leases(self, query: Query) -> Iterator[Lease]:
        self.faults.clear()
        try:
            for number, values in enumerate(self.database.rows(selection(query, self.layout)), 1):
                if self.counted is not None and not number % _COUNTED:
                    self.counted(number)
                try:
                    yield lease_of(row_of(values, self.layout), self.source)
                except ValueError as error:
                    self.faults.append(Fault(self.source, number, f"{self.layout.table}: {error}"))
        except SqlError as error:
            raise told(error) from error
        finally:
            if self.counted is not None:
                self.counted(None)
