from __future__ import annotations

from pathlib import Path

import pytest

from dhcptools.leases.lease import Lease
from dhcptools.leases.memfile import MemfileReading
from dhcptools.leases.results import ListReading
from dhcptools.leases.usage import Count
from support.lease_usage import CONFIG4, CONFIG6, DATA, NOW, nothing, usage


@pytest.fixture
def leases4(tmp_path: Path) -> MemfileReading:
    path = tmp_path / "leases4.csv"
    more = "".join(
        f"{address},02:00:00:00:00:05,,600,{NOW + 9},{subnet},0,0,,0,\n"
        for address, subnet in (("192.0.3.10", 20), ("192.0.3.200", 20), ("203.0.113.1", 99))
    )
    path.write_bytes((DATA / "kea22" / "kea22-leases4.csv").read_bytes() + more.encode())
    return MemfileReading(path)


def test_pools_subnets_and_networks(leases4: MemfileReading) -> None:
    found = usage(leases4, CONFIG4)
    first, second = found.subnets
    assert first.addresses == Count(288, 13, 1, 0, 0)
    assert [pool.addresses for pool in first.pools] == [Count(256, 10), Count(32, 3, 1)]
    assert second.addresses == Count(110, 1, 0, 0, 1)
    assert [pool.addresses for pool in second.pools] == [Count(10, 1), Count(100)]
    assert [(place.name, place.addresses) for place in found.networks] == [("campus", second.addresses)]
    assert found.total.addresses == Count(398, 14, 1, 0, 1)
    assert (found.unknown, found.configured) == (1, True)
    assert [name for name, _ in found.judged()] == ["campus", "10.0.0.0/16"]
    assert (first.addresses.free, first.addresses.utilisation) == (274, 14 / 288)


def test_without_a_configuration_there_are_no_totals(leases4: MemfileReading) -> None:
    found = usage(leases4, None)
    assert [(subnet.id, subnet.addresses) for subnet in found.subnets] == [
        (1, Count(None, 13, 1)), (20, Count(None, 2)), (99, Count(None, 1)),
    ]  # fmt: skip  # by number
    assert (found.unknown, list(found.judged()), found.total.addresses.free) == (0, [], None)


def test_prefixes_are_counted_apart() -> None:
    found = usage(MemfileReading(DATA / "kea22" / "kea22-leases6.csv"), CONFIG6, 6)
    (subnet,) = found.subnets
    # At this time the lease that expired is reclaimed; two addresses lie outside the pool of 65,536.
    assert subnet.addresses == Count(65536, 7, 1, 1, 0)
    assert subnet.prefixes == Count(65536, 4)
    assert [name for name, _ in found.judged()] == ["2001:db8:1::/48", "2001:db8:1::/48 prefixes"]


def test_stores_without_subnets_are_counted_by_address() -> None:
    reading = ListReading([Lease("10.0.1.7"), Lease("10.0.9.9"), Lease("172.16.0.1")], [])
    found = usage(reading, CONFIG4)
    assert found.subnets[0].addresses == Count(288, 1, 0, 0, 1)
    assert found.unknown == 1


def test_an_empty_store() -> None:
    assert nothing().total.addresses == Count(398)
    assert nothing(None).subnets == []
    assert Count(0).utilisation is None


def test_what_is_missing_is_told_with_its_reason(leases4: MemfileReading) -> None:
    assert usage(leases4, CONFIG4).untold() == {}
    assert set(usage(leases4, None).untold()) == {"total", "free", "utilisation"}
    counted = usage(leases4, CONFIG4)
    counted.counters = "server"
    assert counted.untold() == {"insight": "no lease was looked at"}
    counted.subnets[0].addresses.expired = counted.total.addresses.out_of_pool = None
    counted.subnets[1].pools.clear()
    why = "the counters of the server do not tell"
    assert counted.untold() == {
        "expired": why, "out_of_pool": why, "pools": why, "insight": "no lease was looked at",
    }  # fmt: skip  # a key a line
