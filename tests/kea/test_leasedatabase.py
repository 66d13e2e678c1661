"""lease-database: which file a configuration names."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dhcptools.kea.dialect import parse
from dhcptools.kea.leasedatabase import read_lease_database
from dhcptools.kea.model import LeaseDatabase
from dhcptools.kea.reader import ConfigError, Reader


def reader(**entry: Any) -> Reader:
    return Reader(parse(json.dumps({"lease-database": entry} if entry else {}).encode()).root, "Dhcp4")


def test_memfile_with_its_name_and_interval() -> None:
    read = read_lease_database(reader(type="memfile", name="/tmp/x.csv", **{"lfc-interval": 0}), 4)
    assert read == LeaseDatabase("/tmp/x.csv", 0)
    assert read_lease_database(reader(type="memfile"), 6) == LeaseDatabase("/var/lib/kea/kea-leases6.csv", 3600)


def test_memory_alone() -> None:
    assert read_lease_database(reader(), 4) is None
    assert read_lease_database(reader(type="memfile", persist=False, name="/tmp/x.csv"), 4) is None


def test_other_databases_are_named_and_not_served() -> None:
    asked = reader(type="mysql", name="kea")
    assert read_lease_database(asked, 4) is None
    assert "mysql" in " ".join(notice.text for notice in asked.notices())


def test_a_database_without_type_is_a_fault() -> None:
    with pytest.raises(ConfigError, match="type"):
        read_lease_database(reader(name="x"), 4)
