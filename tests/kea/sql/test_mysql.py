"""What a real MariaDB answers is in tests/interop/test_leases_sql.py; here is what goes wrong on the way there."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from pathlib import Path

import pytest

from dhcptools.kea.sql import mysql
from dhcptools.kea.sql.database import Row
from dhcptools.kea.sql.mysql import MySql
from dhcptools.kea.sql.schema import Selection
from dhcptools.kea.sql.target import SqlError, Target
from support.lease_tables import layout


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(SqlError, match="refused") as caught:
        MySql(Target("mysql", "kea", "127.0.0.1", port, "kea", "geheim"))
    assert not caught.value.refused
    assert "geheim" not in str(caught.value)


def test_localhost_is_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mysql, "_SOCKETS", (str(tmp_path / "socket"),))
    monkeypatch.delenv("MYSQL_UNIX_PORT", raising=False)
    assert mysql._place(Target("mysql", "kea")) == {"host": "localhost", "port": 3306}
    (tmp_path / "socket").touch()
    assert mysql._place(Target("mysql", "kea", "localhost")) == {"unix_socket": str(tmp_path / "socket")}
    assert mysql._place(Target("mysql", "kea", "localhost", 3306)) == {"host": "localhost", "port": 3306}
    assert mysql._place(Target("mysql", "kea", "db1")) == {"host": "db1", "port": 3306}
    monkeypatch.setenv("MYSQL_UNIX_PORT", "/run/other")
    assert mysql._place(Target("mysql", "kea")) == {"unix_socket": "/run/other"}


@pytest.mark.parametrize(
    ("error", "fix", "refused"),
    [
        (Exception(1045, "Access denied for user 'kea'"), "--password-file", True),
        (Exception(1049, "Unknown database"), "check the host", False),
        (RuntimeError("cryptography is required"), "pip install", False),
        (Exception(), "check the host", False),
    ],
)
def test_who_is_refused(error: Exception, fix: str, refused: bool) -> None:
    found = mysql._refused(Target("mysql", "kea"), error)
    assert fix in found.fix
    assert found.refused is refused


def test_a_right_that_is_missing() -> None:
    found = mysql._failed(Target("mysql", "kea", user="reader"), Exception(1142, "SELECT command denied"))
    assert (found.why, found.fix) == ("SELECT command denied", "let this user read: GRANT SELECT ON kea.* TO reader")
    assert "log" in mysql._failed(Target("mysql", "kea"), Exception(2013, "Lost connection")).fix


class Pieces(MySql):
    """What is asked piece by piece, of a table with these keys."""

    def __init__(self, keys: list[object]) -> None:
        self.keys = keys
        self.asked: list[tuple[str, Sequence[object]]] = []

    def query(self, statement: str, parameters: Sequence[object] = ()) -> list[Row]:
        self.asked.append((statement, parameters))
        last = parameters[-1] if parameters else None
        last = last.encode() if isinstance(last, str) else last
        begin = self.keys.index(last) + 1 if "address >" in statement else 0
        most = int(statement.rpartition("LIMIT ")[2])
        return [(key,) for key in self.keys[begin : begin + most]]


@pytest.mark.parametrize(
    ("limit", "expected", "pieces"), [(None, 12_000, 3), (7000, 7000, 2), (5000, 5000, 1), (0, 0, 0)]
)
def test_a_table_comes_piece_by_piece(limit: int | None, expected: int, pieces: int) -> None:
    database = Pieces(list(range(12_000)))
    found = list(database.rows(Selection(layout("mysql", 4), "state = %s", (0,), limit=limit)))
    assert [key for (key,) in found] == list(range(expected))
    assert len(database.asked) == pieces
    assert all(parameters[0] == 0 for _, parameters in database.asked)


def test_the_last_address_of_a_piece_is_compared_as_what_it_is() -> None:
    text = Pieces([f"2001:db8::{number:04x}".encode() for number in range(5001)])
    assert len(list(text.rows(Selection(layout("mysql", 6, "varchar"))))) == 5001
    assert text.asked[1][1] == ("2001:db8::1387",)
    binary = Pieces([number.to_bytes(16) for number in range(5001)])
    assert len(list(binary.rows(Selection(layout("mysql", 6, "binary"))))) == 5001
    assert binary.asked[1][1] == ((4999).to_bytes(16),)
