"""What a real PostgreSQL answers is in tests/interop/test_leases_sql.py; here is what goes wrong on the way there."""

from __future__ import annotations

import socket

import pytest

from dhcptools.kea.sql import postgresql
from dhcptools.kea.sql.postgresql import PostgreSql
from dhcptools.kea.sql.target import SqlError, Target


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(SqlError, match="refused") as caught:
        PostgreSql(Target("postgresql", "kea", "127.0.0.1", port, "kea", "geheim"))
    assert not caught.value.refused
    assert "geheim" not in str(caught.value)
    assert "\n" not in caught.value.why


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ('FATAL:  password authentication failed for user "kea"', True),
        ("fe_sendauth: no password supplied", True),
        ('FATAL:  database "x" does not exist', False),
    ],
)
def test_who_is_refused(text: str, refused: bool) -> None:
    error = postgresql._refused(Target("postgresql", "kea"), Exception(f"connection failed:\n  {text}\n"))
    assert error.refused is refused
    assert ("--password-file" in error.fix) is refused
    assert error.why == f"connection failed:; {text}"


def test_a_right_that_is_missing() -> None:
    class DeniedError(Exception):
        sqlstate = "42501"

    error = postgresql._failed(Target("postgresql", "kea", user="reader"), DeniedError("permission denied"))
    assert "GRANT SELECT" in error.fix
    assert "reader" in error.fix
    assert "log" in postgresql._failed(Target("postgresql", "kea"), Exception()).fix
