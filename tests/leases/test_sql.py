from __future__ import annotations

from pathlib import Path

import pytest

from dhcptools.kea.sql.target import SqlError, Target
from dhcptools.leases import sql
from dhcptools.leases.access import Access, SqlStore
from dhcptools.leases.faults import StoreError
from dhcptools.leases.query import Query
from dhcptools.leases.sql import SqlReading, configured_store, sql_stores
from support.lease_tables import Tables, connecting, row4, row6

POSTGRES = Target("postgresql", "kea", "db1", user="kea")
MARIA = Target("mysql", "kea", "db1", user="kea")
EVERY = Query(1795237300, all=True)


def given(monkeypatch: pytest.MonkeyPatch, *tables: Tables) -> None:
    monkeypatch.setattr(sql, "connect", connecting(*tables))


def test_families_that_have_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    for tables, families in (
        (Tables(POSTGRES, [row4(1)]), [4, 6]),
        (Tables(POSTGRES, [row4(1)], **{"FROM lease6": []}), [4]),
        (Tables(POSTGRES), [4]),
    ):
        given(monkeypatch, tables)
        stores = sql_stores("pgsql://kea@db1/kea", Access())
        assert [store.family for store in stores] == families
        assert (stores[0].name, stores[0].kind, stores[0].config) == ("pgsql://kea@db1/kea", "sql", None)
        assert tables.closed
    assert [store.family for store in sql_stores("pgsql://db1/kea", Access(families=frozenset((6,))))] == [6]


def test_who_we_are(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, Tables(POSTGRES))
    access = Access("reader", "geheim", None, "ca", "cert", "key", timeout_s=2.0)
    (store,) = sql_stores("pgsql://kea:falsch@db1/kea", access)
    assert store.target == Target("postgresql", "kea", "db1", 0, "reader", "geheim", "ca", "cert", "key", 2.0)
    found = configured_store(MARIA, 6, Path("kea.conf"), Access())
    assert (found.target.user, found.family, found.config) == ("kea", 6, Path("kea.conf"))
    with pytest.raises(StoreError, match="no URL"):
        sql_stores("pgsql://db1", Access())


def test_who_is_there_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    tries, asked = [], []

    def connect(target: Target) -> Tables:
        tries.append(target.password)
        if target.password != "geheim":
            raise SqlError("cannot open", "denied", "--password-file", refused=True)
        return Tables(target)

    def prompt(user: str, name: str) -> str | None:
        asked.append((user, name))
        return "geheim"

    monkeypatch.setattr(sql, "connect", connect)
    assert sql_stores("pgsql://kea@db1/kea", Access(prompt=prompt))[0].target.password == "geheim"
    assert (tries, asked) == (["", "geheim"], [("kea", "pgsql://kea@db1/kea")])
    for access in (Access(), Access(password="falsch", prompt=prompt), Access(prompt=lambda *_: None)):
        with pytest.raises(StoreError, match="cannot open"):
            sql_stores("pgsql://kea@db1/kea", access)
        with pytest.raises(StoreError, match="cannot open"):
            configured_store(POSTGRES, 4, Path("x"), access)
    assert len(asked) == 1


def test_leases_and_rows_that_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, Tables(MARIA, [row4(1), row4(2, expire=None), row4(3)]))
    reading = SqlReading(SqlStore(MARIA, 4))
    found = list(reading.select(EVERY))
    assert [lease.address for lease in found] == ["10.0.0.1", "10.0.0.3"]
    assert found[0].source == "mysql://kea@db1/kea"
    assert [str(fault) for fault in reading.faults] == ["mysql://kea@db1/kea:2: lease4: expire is NULL"]
    assert (len(reading), reading.families, reading.notes) == (3, {4}, [])
    assert len(list(reading.select(Query(0, all=True, sort="hostname", limit=1)))) == 1
    assert len(reading.faults) == 1
    reading.close()


def test_who_waits_is_told_how_many_were_read(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, Tables(MARIA, [row4(1)] * 2500))
    reading = SqlReading(SqlStore(MARIA, 4))
    counted: list[int | None] = []
    reading.counted = counted.append
    assert len(list(reading.select(EVERY))) == 2500
    assert counted == [1000, 2000, None]


def test_addresses_that_are_texts_are_sorted_here(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, Tables(MARIA, [row6("2001:db8::10"), row6("2001:db8::2"), row6("2001:db8::1")]))
    reading = SqlReading(SqlStore(MARIA, 6))
    assert [lease.address for lease in reading.select(EVERY)] == ["2001:db8::1", "2001:db8::2", "2001:db8::10"]
    by_name = Query(0, all=True, sort="hostname", limit=2)
    assert [lease.address for lease in reading.select(by_name)] == ["2001:db8::1", "2001:db8::2"]


def test_a_schema_of_tomorrow_is_read_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, Tables(POSTGRES, [row4(1)], version=(40, 1)))
    reading = SqlReading(SqlStore(POSTGRES, 4))
    assert "40.1" in reading.notes[0]
    assert len(list(reading.select(EVERY))) == 1


def test_what_goes_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = Tables(POSTGRES, [row4(1)])
    given(monkeypatch, tables)
    reading = SqlReading(SqlStore(POSTGRES, 4))
    tables.failing = "FROM lease4"
    with pytest.raises(StoreError, match="refused a question"):
        list(reading.select(EVERY))
    with pytest.raises(StoreError, match="refused a question"):
        len(reading)
    tables.failing = "schema_version"
    with pytest.raises(StoreError, match="no database of Kea"):
        SqlReading(SqlStore(POSTGRES, 4))
    assert tables.closed
    with pytest.raises(StoreError, match="no database of Kea"):
        sql_stores("pgsql://db1/kea", Access())

    def refuse(target: Target) -> Tables:
        raise SqlError("cannot open", "denied", "")

    monkeypatch.setattr(sql, "connect", refuse)
    with pytest.raises(StoreError, match="cannot open"):
        SqlReading(SqlStore(POSTGRES, 4))
