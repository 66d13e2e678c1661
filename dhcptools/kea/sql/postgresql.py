"""PostgreSQL by psycopg: one read-only transaction, long answers through a server-side cursor."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from dhcptools.kea.sql.database import Row, missing_driver, statement_of
from dhcptools.kea.sql.schema import Selection
from dhcptools.kea.sql.target import SqlError, Target

if TYPE_CHECKING:
    import psycopg

_AT_A_TIME = 2000
_REFUSED = ("28000", "28P01")  # invalid authorization, invalid password
_REFUSED_WORDS = ("no password supplied", "password authentication failed", "authentication failed")


class PostgreSql:
    """A connection."""

    def __init__(self, target: Target) -> None:
        try:
            import psycopg  # noqa: PLC0415 - an extra
        except ImportError:
            raise missing_driver(target, "psycopg", "pgsql") from None
        self.target = target
        self._error: type[Exception] = psycopg.Error
        given: dict[str, Any] = {
            "host": target.host, "port": target.port, "user": target.user, "password": target.password,
            "sslrootcert": target.ca, "sslcert": target.cert, "sslkey": target.key,
            "sslmode": "verify-full" if target.ca else None,
        }  # fmt: skip  # a table; what is empty is libpq's to find, as in PGPASSFILE
        try:
            self._connection: psycopg.Connection[Row] = psycopg.connect(
                dbname=target.database, connect_timeout=max(2, math.ceil(target.timeout_s)),
                fallback_application_name="dhcptool", **{name: value for name, value in given.items() if value},
            )  # fmt: skip  # names and values
            self._connection.read_only = True
            self._connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        except psycopg.Error as error:
            raise _refused(target, error) from error

    def query(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        """All rows of a short answer."""
        try:
            return self._connection.execute(statement, parameters).fetchall()
        except self._error as error:
            self._connection.rollback()
            raise _failed(self.target, error) from error

    def rows(self, selection: Selection) -> Iterator[Row]:
        """Rows of a lease table through a cursor of the server."""
        statement = statement_of(selection, limit=selection.limit)
        try:
            with self._connection.cursor(name="dhcptool") as cursor:
                cursor.itersize = _AT_A_TIME
                cursor.execute(statement, selection.parameters)
                yield from cursor
        except self._error as error:
            raise _failed(self.target, error) from error

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()


def _words(error: Exception) -> str:
    """What libpq says, on one line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return "; ".join(dict.fromkeys(lines)) or type(error).__name__


def _refused(target: Target, error: Exception) -> SqlError:
    words = _words(error)
    refused = getattr(error, "sqlstate", None) in _REFUSED or any(part in words for part in _REFUSED_WORDS)
    fix = "check the host, the port and the database, and that pg_hba.conf of the server lets this host in"
    if refused:
        fix = "name who you are with --user, and the file of the password with --password-file, or use PGPASSFILE"
    return SqlError(f"cannot open {target}", words, fix, refused=refused)


def _failed(target: Target, error: Exception) -> SqlError:
    fix = "see the log of the database"
    if getattr(error, "sqlstate", None) == "42501":  # insufficient privilege
        fix = f"let this user read: GRANT SELECT ON ALL TABLES IN SCHEMA public TO {target.user or 'USER'}"
    return SqlError(f"{target} refused a question", _words(error), fix)
