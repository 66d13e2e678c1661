from __future__ import annotations

import pytest

from dhcptools.kea.model import Config
from dhcptools.kea.sql.database import Row
from dhcptools.kea.sql.target import Target
from dhcptools.leases import sql
from dhcptools.leases.access import SqlStore
from dhcptools.leases.faults import StoreError
from dhcptools.leases.sql import SqlReading
from dhcptools.leases.sql_usage import count_usage
from dhcptools.leases.usage import Count, Usage
from support.lease_tables import Tables, connecting
from support.lease_usage import CONFIG4, CONFIG6

POSTGRES = Target("postgresql", "kea", "db1")
FOUR: list[Row] = [(1, 0, 0, 41), (1, 0, 1, 1), (1, 0, 2, 3), (20, 0, 4, 2), (99, 0, 0, 7), (99, 0, 3, 5)]
SIX: list[Row] = [(1, 0, 0, 5), (1, 1, 0, 1), (1, 2, 0, 4), (1, 2, 2, 2), (1, 0, 1, 1)]


def counted(monkeypatch: pytest.MonkeyPatch, tables: Tables, family: int, config: Config | None) -> Usage | None:
    monkeypatch.setattr(sql, "connect", connecting(tables))
    return count_usage(SqlReading(SqlStore(POSTGRES, family)), config)


def test_counters_in_the_places_of_a_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = Tables(POSTGRES, lease4_stat=FOUR)
    found = counted(monkeypatch, tables, 4, CONFIG4)
    assert found is not None
    first, second = found.subnets
    assert first.addresses == Count(288, 41, 1, 3, None)
    assert second.addresses == Count(110, 2, 0, 0, None)
    assert [place.name for place in found.networks] == ["campus"]
    assert (found.unknown, found.configured, found.total.addresses.assigned) == (7, True, 43)
    assert found.total.prefixes == Count(0)
    assert not any("FROM lease4 " in statement for statement in tables.asked)


def test_prefixes_are_counted_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    found = counted(monkeypatch, Tables(POSTGRES, lease6_stat=SIX), 6, CONFIG6)
    assert found is not None
    assert found.subnets[0].addresses == Count(65536, 6, 1, 0, None)
    assert found.subnets[0].prefixes == Count(65536, 4, 0, 2, None)


def test_without_a_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    found = counted(monkeypatch, Tables(POSTGRES, lease4_stat=FOUR), 4, None)
    assert found is not None
    assert [(subnet.name, subnet.addresses.assigned) for subnet in found.subnets] == [
        ("subnet 1", 41), ("subnet 20", 2), ("subnet 99", 7),
    ]  # fmt: skip  # by number
    assert (found.unknown, found.configured) == (0, False)


def test_a_schema_without_counters(monkeypatch: pytest.MonkeyPatch) -> None:
    assert counted(monkeypatch, Tables(POSTGRES), 4, None) is None
    tables = Tables(POSTGRES, lease4_stat=FOUR)
    tables.failing = "information_schema.tables"
    with pytest.raises(StoreError, match="refused"):
        counted(monkeypatch, tables, 4, None)
