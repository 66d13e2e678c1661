"""The columns of Kea's lease files, by schema version.

A schema only ever appends columns, so a header is a prefix of the newest one. Kea reads a file whose header is shorter
(rows may already have the newer columns, missing ones get defaults) and one whose header goes on with columns it does
not know (they are dropped). A header in another order is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_V4: Final = (
    "address", "hwaddr", "client_id", "valid_lifetime", "expire", "subnet_id", "fqdn_fwd", "fqdn_rev", "hostname",
    "state", "user_context", "pool_id",
)  # fmt: skip  # in Kea's order
_V6: Final = (
    "address", "duid", "valid_lifetime", "expire", "subnet_id", "pref_lifetime", "lease_type", "iaid", "prefix_len",
    "fqdn_fwd", "fqdn_rev", "hostname", "hwaddr", "state", "user_context", "hwtype", "hwaddr_source", "pool_id",
)  # fmt: skip  # in Kea's order
_DEFAULTS: Final = {"state": b"0", "pool_id": b"0"}
"""What Kea takes for a column that the file does not have; the empty text for the others."""


class HeaderError(ValueError):
    """A header that Kea refuses, with the column and the reason."""


@dataclass(frozen=True, slots=True)
class Schema:
    """One version of the columns. ``family`` is 4 or 6."""

    family: int
    version: str
    columns: tuple[str, ...]

    @property
    def header(self) -> bytes:
        """The first line of a file, with its newline."""
        return ",".join(self.columns).encode() + b"\n"


SCHEMAS4: Final = tuple(
    Schema(4, version, _V4[:count]) for version, count in (("1.0", 9), ("2.0", 10), ("2.1", 11), ("3.0", 12))
)
"""Kea 0.9.1, 1.0, 1.5 (2.2 writes it too) and 2.3.8."""
SCHEMAS6: Final = tuple(
    Schema(6, version, _V6[:count])
    for version, count in (("1.0", 12), ("2.0", 13), ("3.0", 14), ("3.1", 15), ("4.0", 17), ("5.0", 18))
)
"""Kea 0.9, 0.9.1, 1.0, 1.5, 2.1.2 (2.2 writes it too) and 2.3.8."""
NEWEST4: Final = SCHEMAS4[-1]
NEWEST6: Final = SCHEMAS6[-1]


def find_schema(family: int, version: str | None = None) -> Schema:
    """The schema of a version, the newest without one; KeyError when there is no such version."""
    schemas = {4: SCHEMAS4, 6: SCHEMAS6}[family]
    if version is None:
        return schemas[-1]
    return {schema.version: schema for schema in schemas}[version]


@dataclass(frozen=True, slots=True)
class Layout:
    """How the rows under one header are read.

    ``known`` columns of the header are Kea's, ``extra`` are the names that follow them and are ignored.
    """

    family: int
    known: int
    extra: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns of the newest schema."""
        return (NEWEST4 if self.family == 4 else NEWEST6).columns

    @property
    def version(self) -> str:
        """The newest schema version that the header satisfies."""
        schemas = SCHEMAS4 if self.family == 4 else SCHEMAS6
        return [schema.version for schema in schemas if len(schema.columns) <= self.known][-1]

    @property
    def most(self) -> int:
        """How many values of a row count: a newer Kea appends whole rows under an old header."""
        return self.known if self.extra else len(self.columns)

    @property
    def defaults(self) -> tuple[bytes, ...]:
        """The default of every column of the newest schema."""
        return tuple(_DEFAULTS.get(name, b"") for name in self.columns)

    def complete(self, values: list[bytes]) -> list[bytes]:
        """The values of a row by the newest schema; a row with fewer values than the header stays short."""
        if len(values) < self.known:
            return values
        values = values[: self.most]
        return values + list(self.defaults[len(values) :])


def read_header(line: bytes, family: int | None = None) -> Layout:
    """Read a header without its newline; HeaderError when Kea would refuse the file.

    Without ``family`` the second column says it.
    """
    if line.endswith(b"\r"):
        raise HeaderError("its lines end in CR LF, as on Windows; tr -d '\\r' makes them Kea's")
    names = line.split(b",")
    if family is None:
        family = 6 if len(names) > 1 and names[1] == b"duid" else 4
    columns = find_schema(family).columns
    least = len((SCHEMAS4 if family == 4 else SCHEMAS6)[0].columns)
    known = 0
    while known < min(len(names), len(columns)) and names[known] == columns[known].encode():
        known += 1
    if known < least:
        if known < len(names):
            shown = names[known].decode(errors="backslashreplace")
            raise HeaderError(f"header contains an invalid column: {shown!r} where {columns[known]!r} is expected")
        raise HeaderError(f"header has only {known} valid column(s), it must have at least {least}")
    wrong = [name for name in names[known:] if name.decode(errors="replace") in columns]
    if wrong:
        raise HeaderError(f"header contains an invalid column: {wrong[0].decode()!r} is not where Kea has it")
    return Layout(family, known, tuple(name.decode(errors="backslashreplace") for name in names[known:]))
