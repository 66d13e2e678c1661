from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import pytest

from dhcptools.leases.census import ASSIGNED, DECLINED, EXPIRED, NOBODY, take
from dhcptools.leases.lease import Lease
from dhcptools.leases.memfile import MemfileReading
from dhcptools.leases.query import Query
from dhcptools.leases.results import ListReading

DATA = Path(__file__).resolve().parents[1] / "data" / "kea22"


@pytest.mark.parametrize("now", [1795237100, 1795237300, 1795237934, 1795300000])
@pytest.mark.parametrize("family", [4, 6])
def test_columns_and_lists_count_the_same(family: int, now: int) -> None:
    reading = MemfileReading(DATA / f"kea22-leases{family}.csv")
    columns = take(reading, family, now)
    leases = take(ListReading(list(reading.select(Query(now, all=True))), []), family, now)
    reading.close()
    for name in ("kind", "is_prefix", "address", "subnet_id"):
        assert getattr(columns, name).tolist() == getattr(leases, name).tolist()
    assert columns.numbered
    assert leases.numbered


def test_kinds_and_numbers() -> None:
    leases = [
        Lease("192.0.2.1"),
        Lease("192.0.2.2", expires=9),
        Lease("192.0.2.3", state="declined", expires=10),
        Lease("192.0.2.4", state="expired-reclaimed"),
        Lease("198.51.100.5", state="free"),
        Lease("2001:db8::1", "IA_NA", 128),
    ]
    census = take(ListReading(leases, []), 4, 10)
    assert census.kind.tolist() == [ASSIGNED, EXPIRED, DECLINED, EXPIRED, NOBODY]
    census.number([(7, ip_network("192.0.2.0/30")), (8, ip_network("2001:db8::/32"))])
    assert census.subnet_id.tolist() == [7, 7, 7, -1, -1]
    assert take(ListReading(leases, []), 6, 10).address.tolist() == [[0x20010DB8 << 32, 1]]
    assert take(ListReading([], []), 6, 10).address.shape == (0, 2)
