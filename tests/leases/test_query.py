from __future__ import annotations

from ipaddress import ip_network

import pytest

from dhcptools.leases.lease import Lease
from dhcptools.leases.query import COLUMNS, Query, column

LEASES = [
    Lease("192.0.2.10", hwaddr=b"\2\1", hostname="PC1.example.org.", subnet_id=1, expires=200, starts=10),
    Lease("192.0.2.9", hwaddr=b"\2\2", client_id=b"\1\2", subnet_id=2, expires=90, starts=20),
    Lease("192.0.2.11", state="declined", subnet_id=1, expires=300, starts=5),
    Lease("192.0.2.12", state="expired-reclaimed", subnet_id=1, expires=80, starts=7),
    Lease("192.0.2.13", state="released", subnet_id=1, expires=None),
    Lease("2001:db8::1", "IA_NA", 128, duid=b"\0\3", hostname="v6", subnet_id=1, expires=None, starts=1),
]


def last(query: Query) -> list[str]:
    return [lease.address.rpartition(".")[2] for lease in query.arrange(filter(query.matches, LEASES))]


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        ({}, ["10", "11", "2001:db8::1"]),
        ({"all": True}, ["9", "10", "11", "12", "13", "2001:db8::1"]),
        ({"states": frozenset(["active"])}, ["10", "2001:db8::1"]),
        ({"states": frozenset(["expired"])}, ["9"]),
        ({"states": frozenset(["reclaimed", "declined"])}, ["11", "12"]),
        ({"states": frozenset(["default"])}, ["9", "10", "2001:db8::1"]),
        ({"subnet_ids": frozenset([2]), "all": True}, ["9"]),
        ({"prefixes": (ip_network("192.0.2.8/31"),), "all": True}, ["9"]),
        ({"prefixes": (ip_network("192.0.2.10/32"), ip_network("2001:db8::/32"))}, ["10", "2001:db8::1"]),
        ({"hwaddr": b"\2\1"}, ["10"]),
        ({"client_id": b"\1\2", "all": True}, ["9"]),
        ({"duid": b"\0\3"}, ["2001:db8::1"]),
        ({"hostname": "pc?.example.org"}, ["10"]),
        ({"hostname": "pc*"}, ["10"]),
        ({"expires_within": 100}, ["10"]),
        ({"sort": "expires", "descending": True}, ["2001:db8::1", "11", "10"]),
        ({"sort": "expires", "limit": 1}, ["10"]),
        ({"sort": "hostname", "descending": True, "limit": 2}, ["2001:db8::1", "10"]),
        ({"sort": "iaid"}, ["10", "11", "2001:db8::1"]),
        ({"limit": 0}, []),
    ],
)
def test_conditions_are_combined(conditions: dict[str, object], expected: list[str]) -> None:
    assert last(Query(100, **conditions)) == expected  # type: ignore[arg-type]  # by keyword


@pytest.mark.parametrize("name", COLUMNS)
def test_every_column_sorts(name: str) -> None:
    assert len(last(Query(100, all=True, sort=name))) == len(LEASES)


def test_columns_have_other_names() -> None:
    assert [column(name) for name in ("ip", "MAC", "expire", "client-id", "subnet-id")] == [
        "address", "hwaddr", "expires", "client_id", "subnet_id",
    ]  # fmt: skip  # the names
    with pytest.raises(ValueError, match="no column 'colour'; there are address"):
        column("colour")
