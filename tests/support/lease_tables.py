"""A database that answers from lists, for the tests of what asks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from dhcptools.kea.sql.database import Row, statement_of
from dhcptools.kea.sql.schema import COLUMNS, Layout, Selection
from dhcptools.kea.sql.target import SqlError, Target

TYPES4 = dict.fromkeys(COLUMNS[4], "bigint")
TYPES6 = dict.fromkeys(COLUMNS[6], "bigint")


def row4(number: int, **more: object) -> Row:
    """A row as ``Layout.select`` selects it."""
    values = dict(zip(COLUMNS[4], (
        0x0A000000 + number, bytes((2, 0, 0, 0, 0, number)), b"", 600, 1795237600, 7, False, False, f"pc{number}", 0,
        None, 0,
    ), strict=True))  # fmt: skip  # in the order of the columns
    return tuple((values | more).values())


def row6(address: object, **more: object) -> Row:
    values = dict(zip(COLUMNS[6], (
        address, b"\0\3\0\1", 600, 1795237600, 7, 300, 0, -1, 128, True, False, "h", b"", 0, None, None, None, None,
    ), strict=True))  # fmt: skip  # in the order of the columns
    return tuple((values | more).values())


class Tables:
    """A database with the same rows for every question about leases; what was asked is in ``asked``."""

    def __init__(
        self, target: Target, rows: Sequence[Row] = (), *, version: Row = (13, 0), **answers: list[Row]
    ) -> None:
        self.target = target
        self.lease_rows = rows
        self.version = version
        self.answers = answers
        self.asked: list[str] = []
        self.closed = False
        self.failing: str | None = None

    def query(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        self.asked.append(statement)
        if self.failing is not None and self.failing in statement:
            raise SqlError(f"{self.target} refused a question", "it is gone", "")
        if "schema_version" in statement:
            return [self.version] if self.version else []
        if "information_schema.columns" in statement:
            text = self.target.backend == "mysql"
            types = TYPES4 if parameters == ("lease4",) else {**TYPES6, "address": "varchar" if text else "inet"}
            found: list[Row] = [(name.encode(), kind.encode()) for name, kind in types.items()]
            return self.answers.get("columns", found)
        if "information_schema.tables" in statement:
            return [(1,)] if parameters[0] in self.answers else []
        if "COUNT" in statement:
            return [(len(self.lease_rows),)]
        for name, answer in self.answers.items():
            if name in statement:
                return answer
        return [(1,)] if self.lease_rows else []

    def rows(self, selection: Selection) -> Iterator[Row]:
        self.asked.append(statement_of(selection, limit=selection.limit))
        if self.failing is not None:
            raise SqlError(f"{self.target} refused a question", "it is gone", "")
        yield from self.lease_rows

    def close(self) -> None:
        self.closed = True


def connecting(*tables: Tables) -> Callable[[Target], Tables]:
    """A ``connect`` that opens these one after the other, the last one for ever."""
    left = list(tables)

    def connect(target: Target) -> Tables:
        found = left.pop(0) if len(left) > 1 else left[0]
        found.target = target
        return found

    return connect


def layout(backend: str, family: int, address: str = "") -> Layout:
    types = {**(TYPES4 if family == 4 else TYPES6)}
    if address:
        types["address"] = address
    return Layout("mysql" if backend == "mysql" else "postgresql", family, types)
