from __future__ import annotations

import sys

import pytest

from dhcptools.kea.sql.database import connect, has_table, layout_of, statement_of, version_of
from dhcptools.kea.sql.schema import Selection
from dhcptools.kea.sql.target import SqlError, Target
from support.lease_tables import Tables, layout

POSTGRES = Target("postgresql", "kea", "db1")
MARIA = Target("mysql", "kea", "db1")


@pytest.mark.parametrize(
    ("target", "module", "package", "command"),
    [
        (POSTGRES, "psycopg", "psycopg", "pip install 'dhcptools[pgsql]'"),
        (MARIA, "pymysql", "PyMySQL", "pip install 'dhcptools[mysql]'"),
    ],
)
def test_a_driver_that_is_missing(
    monkeypatch: pytest.MonkeyPatch, target: Target, module: str, package: str, command: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SqlError, match=package) as caught:
        connect(target)
    assert caught.value.fix == command


def test_versions() -> None:
    assert version_of(Tables(POSTGRES, version=(13, 0))) == (13, 0)
    for version in ((), ("x", 0)):
        with pytest.raises(SqlError, match="no version"):
            version_of(Tables(POSTGRES, version=version))
    tables = Tables(POSTGRES)
    tables.failing = "schema_version"
    with pytest.raises(SqlError, match="no database of Kea"):
        version_of(tables)


def test_what_a_table_has() -> None:
    assert layout_of(Tables(MARIA), 4).types["hostname"] == "bigint"
    assert layout_of(Tables(MARIA), 6).textual
    assert not layout_of(Tables(POSTGRES), 6).textual
    with pytest.raises(SqlError, match="lease4 has no address"):
        layout_of(Tables(MARIA, columns=[("state", "int")]), 4)
    assert has_table(Tables(MARIA, lease4_stat=[]), "lease4_stat")
    assert not has_table(Tables(MARIA), "lease4_stat")


def test_statements() -> None:
    found = statement_of(Selection(layout("postgresql", 6, "varchar"), "a = %s", (1,), descending=True), "b > %s", 7)
    assert found.endswith(" FROM lease6 WHERE (a = %s) AND (b > %s) ORDER BY address::inet DESC LIMIT 7")
    assert statement_of(Selection(layout("mysql", 4))).endswith(" FROM lease4 ORDER BY address")
