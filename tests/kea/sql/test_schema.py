from __future__ import annotations

from ipaddress import ip_network

import pytest

from dhcptools.kea.sql.schema import COLUMNS, RELEASES, Layout, newest, release_of
from support.lease_tables import layout


def test_a_column_that_is_not_there_is_null() -> None:
    old = Layout("mysql", 4, dict.fromkeys(COLUMNS[4][:10], "int"))
    assert old.select().endswith("hostname, state, NULL, NULL")
    assert (old.missing, old.table) == ([], "lease4")
    assert Layout("mysql", 6, {}).missing == sorted(set(COLUMNS[6]) - {"user_context", "pool_id"})


@pytest.mark.parametrize(
    ("backend", "address", "shown", "key", "by_key"),
    [
        ("postgresql", "inet", "host(address), ", "address", True),
        ("postgresql", "character varying", "address, ", "address::inet", True),
        ("mysql", "binary", "address, ", "address", True),
        ("mysql", "varchar", "address, ", "address", False),
    ],
)
def test_addresses_of_dhcpv6(backend: str, address: str, shown: str, key: str, by_key: bool) -> None:
    found = layout(backend, 6, address)
    assert found.select().startswith(shown)
    assert (found.key, found.sorted_by_key) == (key, by_key)


def test_times_leave_as_seconds() -> None:
    assert "UNIX_TIMESTAMP(expire)" in layout("mysql", 4).select()
    assert "extract(epoch from expire)" in layout("postgresql", 6, "inet").select()


def test_prefixes() -> None:
    prefixes = [ip_network("10.0.0.0/30"), ip_network("2001:db8::/127"), ip_network("10.0.1.0/32")]
    assert layout("mysql", 4).inside(prefixes) == (
        "address BETWEEN %s AND %s OR address BETWEEN %s AND %s", [0x0A000000, 0x0A000003, 0x0A000100, 0x0A000100]
    )  # fmt: skip  # a condition and its parameters
    assert layout("postgresql", 6, "inet").inside(prefixes) == (
        "address BETWEEN %s::inet AND %s::inet", ["2001:db8::", "2001:db8::1"]
    )  # fmt: skip  # a condition and its parameters
    (first, last) = layout("mysql", 6, "binary").inside(prefixes)[1]  # type: ignore[index]  # it can tell
    assert (first, last) == (bytes.fromhex("20010db8") + bytes(12), bytes.fromhex("20010db8") + bytes(11) + b"\1")
    assert layout("mysql", 6, "varchar").inside(prefixes) is None
    assert layout("mysql", 6, "binary").inside(prefixes[:1]) == ("1 = 0", [])


def test_releases() -> None:
    assert [release_of("postgresql", number) for number in (4, 5, 7, 13, 34, 36)] == [
        "older than 1.6", "1.6", "after 1.8", "2.2", "3.2", "after 3.2",
    ]  # fmt: skip  # one a number
    for backend, releases in RELEASES.items():
        assert [number for number, _ in releases] == sorted(number for number, _ in releases)
        assert releases[-1] == (newest(backend), "3.2")
