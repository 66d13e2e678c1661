"""MySQL and MariaDB by PyMySQL: one read-only transaction, long answers a few thousand rows at a time.

A cursor that is not read to its end would have to be drained, so that each piece is asked for by the last address of
the one before; the transaction sees the table as it was when it began. Texts come as the octets that are stored.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator, Sequence
from typing import Any

from dhcptools.kea.sql.database import Row, missing_driver, statement_of
from dhcptools.kea.sql.schema import Selection
from dhcptools.kea.sql.target import PORTS, SqlError, Target

_AT_A_TIME = 5000
_REFUSED = (1045, 1698)  # access denied
_DENIED = (1142, 1143, 1044)  # no right to read a table, a column, a database
_SOCKETS = ("/run/mysqld/mysqld.sock", "/var/lib/mysql/mysql.sock", "/tmp/mysql.sock")  # noqa: S108 - where packages put it
_BEGIN = (
    "SET character_set_results = NULL",  # texts as they are stored
    "SET time_zone = '+00:00'",
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
)


class MySql:
    """A connection."""

    def __init__(self, target: Target) -> None:
        try:
            import pymysql  # noqa: PLC0415 - an extra
        except ImportError:
            raise missing_driver(target, "PyMySQL", "mysql") from None
        self.target = target
        self._error: type[Exception] = pymysql.Error
        given = {"ssl_ca": target.ca, "ssl_cert": target.cert, "ssl_key": target.key}
        secure: dict[str, Any] = {name: value for name, value in given.items() if value}
        if target.ca:
            secure |= {"ssl_verify_cert": True, "ssl_verify_identity": True}
        try:
            self._connection = pymysql.connect(
                user=target.user or getpass.getuser(), password=target.password, database=target.database,
                connect_timeout=max(1, round(target.timeout_s)), charset="utf8mb4", use_unicode=False,
                **_place(target), **secure,
            )  # fmt: skip  # names and values
        except (pymysql.Error, RuntimeError, OSError, ValueError) as error:
            raise _refused(target, error) from error
        try:
            for statement in _BEGIN:
                self.query(statement)
        except SqlError:
            self._connection.close()
            raise

    def query(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        """All rows of an answer."""
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(statement, parameters)
                return list(cursor.fetchall())
        except (self._error, OSError) as error:
            raise _failed(self.target, error) from error

    def rows(self, selection: Selection) -> Iterator[Row]:
        """Rows of a lease table, piece by piece."""
        layout, left = selection.layout, selection.limit
        further = f"address {'<' if selection.descending else '>'} %s"
        more, parameters = "", selection.parameters
        while left is None or left > 0:
            most = _AT_A_TIME if left is None else min(left, _AT_A_TIME)
            found = self.query(statement_of(selection, more, most), parameters)
            yield from found
            if len(found) < most:
                return
            left = None if left is None else left - len(found)
            last = found[-1][0]
            if layout.textual and isinstance(last, bytes):
                last = last.decode()  # compared as the text that it is, by the index
            more, parameters = further, (*selection.parameters, last)

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()


def _place(target: Target) -> dict[str, Any]:
    """How to get there: localhost without a port is the Unix socket of this host, as in every client of MySQL."""
    socket = target.host if target.host.startswith("/") else ""
    if target.host in {"", "localhost"} and not target.port:
        given = os.environ.get("MYSQL_UNIX_PORT", "")
        socket = given or next((path for path in _SOCKETS if os.path.exists(path)), "")  # noqa: PTH110 - a socket
    if socket:
        return {"unix_socket": socket}
    return {"host": target.host or "localhost", "port": target.port or PORTS["mysql"]}


def _words(error: Exception) -> str:
    arguments = error.args
    return str(arguments[1]) if len(arguments) > 1 and isinstance(arguments[0], int) else str(error)


def _number(error: Exception) -> object:
    return error.args[0] if error.args else None


def _refused(target: Target, error: Exception) -> SqlError:
    refused = _number(error) in _REFUSED
    fix = "check the host, the port and the database, and that the server listens there"
    if refused:
        fix = "name who you are with --user, and the file of the password with --password-file"
    elif isinstance(error, RuntimeError):
        fix = "pip install 'PyMySQL[rsa]'"  # the package that its way of authentication needs
    return SqlError(f"cannot open {target}", _words(error), fix, refused=refused)


def _failed(target: Target, error: Exception) -> SqlError:
    fix = "see the log of the database"
    if _number(error) in _DENIED:
        fix = f"let this user read: GRANT SELECT ON {target.database}.* TO {target.user or 'USER'}"
    return SqlError(f"{target} refused a question", _words(error), fix)
