"""What a database of Kea is asked, by whichever driver."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from dhcptools.kea.sql.schema import Layout, Selection
from dhcptools.kea.sql.target import SqlError, Target

Row = tuple[object, ...]


class Database(Protocol):
    """A connection that only reads, and sees everything as it was at one moment."""

    target: Target

    def query(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        """All rows of a short answer. SqlError when it is refused."""

    def rows(self, selection: Selection) -> Iterator[Row]:
        """Rows of a lease table, a few thousand at a time, in the order of its key. SqlError when it is refused."""

    def close(self) -> None:
        """Let go of the connection."""


def connect(target: Target) -> Database:
    """Open a database. SqlError when its driver is missing or it does not let us in."""
    if target.backend == "postgresql":
        from dhcptools.kea.sql.postgresql import PostgreSql  # noqa: PLC0415 - loads its driver

        return PostgreSql(target)
    from dhcptools.kea.sql.mysql import MySql  # noqa: PLC0415 - loads its driver

    return MySql(target)


def version_of(database: Database) -> tuple[int, int]:
    """The schema's version. SqlError when it is no database of Kea."""
    try:
        found = database.query("SELECT version, minor FROM schema_version")
    except SqlError as error:
        raise _not_keas(database.target, error.why) from error
    if len(found) != 1 or not all(isinstance(number, int) for number in found[0]):
        raise _not_keas(database.target, "its table schema_version has no version")
    return int(str(found[0][0])), int(str(found[0][1]))


def layout_of(database: Database, family: int) -> Layout:
    """What the lease table of a family looks like. SqlError when there is none."""
    schema = "current_schema()" if database.target.backend == "postgresql" else "DATABASE()"
    found = database.query(
        f"SELECT column_name, data_type FROM information_schema.columns "  # noqa: S608 - of two words of ours
        f"WHERE table_schema = {schema} AND table_name = %s",
        (f"lease{family}",),
    )
    layout = Layout(database.target.backend, family, {_word(name).lower(): _word(kind) for name, kind in found})
    if layout.missing:
        raise _not_keas(database.target, f"its table {layout.table} has no {', '.join(layout.missing)}")
    return layout


def has_table(database: Database, name: str) -> bool:
    """Whether there is a table of this name."""
    schema = "current_schema()" if database.target.backend == "postgresql" else "DATABASE()"
    statement = f"SELECT 1 FROM information_schema.tables WHERE table_schema = {schema} AND table_name = %s"  # noqa: S608 - as above
    return bool(database.query(statement, (name,)))


def _word(value: object) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _not_keas(target: Target, why: str) -> SqlError:
    fix = "name the database that lease-database of Kea's configuration names"
    return SqlError(f"{target} is no database of Kea's leases", why, fix)


def statement_of(selection: Selection, more: str = "", limit: int | None = None) -> str:
    """The statement of a selection, with one more condition."""
    layout = selection.layout
    conditions = [f"({part})" for part in (selection.where, more) if part]
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    order = f" ORDER BY {layout.key}{' DESC' if selection.descending else ''}"
    most = f" LIMIT {limit}" if limit is not None else ""
    return f"SELECT {layout.select()} FROM {layout.table}{where}{order}{most}"  # noqa: S608 - of words of ours; values are parameters


def missing_driver(target: Target, package: str, extra: str) -> SqlError:
    """The driver is not installed."""
    return SqlError(
        f"cannot read {target}",
        f"the Python package {package}, which talks to {target.title}, is not installed",
        f"pip install 'dhcptools[{extra}]'",
    )
