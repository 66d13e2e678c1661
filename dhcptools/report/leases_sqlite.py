"""``leases export --format sqlite``: a database of one table, ``leases``, whose values are those of ``--json``."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Final

from dhcptools.leases.lease import Lease
from dhcptools.leases.query import COLUMNS
from dhcptools.report.leases_json import document

_NUMBERS: Final = frozenset(
    ("prefix_len", "iaid", "subnet_id", "pool_id", "active", "valid_lifetime", "preferred_lifetime", "fqdn_fwd",
     "fqdn_rev")
)  # fmt: skip  # the rest are texts
_SOME: Final = 10_000
_VERSION: Final = 1


def save(leases: Iterable[Lease], path: Path, now: int) -> int:
    """Make the database, which must not be there; how many leases it has. OSError when it cannot be written."""
    columns = ", ".join(f"{name} {'INTEGER' if name in _NUMBERS else 'TEXT'}" for name in COLUMNS)
    places = ", ".join("?" * len(COLUMNS))
    count = 0
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode = OFF")  # the file is no good until it is whole
            database.execute("PRAGMA synchronous = OFF")
            database.execute(f"PRAGMA user_version = {_VERSION}")
            database.execute("BEGIN")
            database.execute(f"CREATE TABLE leases ({columns})")
            rows = _rows(leases, now)
            while some := list(islice(rows, _SOME)):
                database.executemany(f"INSERT INTO leases VALUES ({places})", some)  # noqa: S608 - question marks
                count += len(some)
            database.execute("CREATE INDEX leases_address ON leases (address)")
            database.execute("COMMIT")
    except sqlite3.Error as error:
        raise OSError(str(error)) from error
    return count


def _rows(leases: Iterable[Lease], now: int) -> Iterator[list[object]]:
    for lease in leases:
        found = document(lease, now)
        context = found["user_context"]
        found["user_context"] = json.dumps(context) if isinstance(context, dict) else context
        yield [_stored(found[name]) for name in COLUMNS]


def _stored(value: object) -> object:
    """Octets that are no text in any encoding, and whole numbers that SQLite can hold."""
    return value.encode(errors="backslashreplace").decode() if isinstance(value, str) else value
