from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address, IPv6Network
from pathlib import Path

import pytest

from dhcptools.kea.memfile.lease import LeaseRow4
from dhcptools.kea.memfile.schema import find_schema
from dhcptools.kea.model import Config, Reservation
from dhcptools.leases.census import take
from dhcptools.leases.check_leases import check_clock, check_configured, check_stores, check_twice
from dhcptools.leases.lease import Lease
from dhcptools.leases.memfile import MemfileReading
from dhcptools.leases.results import ListReading
from support.lease_usage import CONFIG4, CONFIG6

NOW = 1000
ISC = """lease 10.0.0.1 {{ starts epoch 10; ends {ends}; binding state active; hardware ethernet 02:00:00:00:00:01; }}
{between}
lease 10.0.0.1 {{ starts epoch 500; ends epoch 5000; binding state active; hardware ethernet 02:00:00:00:00:02; }}
"""


def found(leases: list[Lease], config: Config, family: int = 4) -> list[tuple[str, str]]:
    census = take(ListReading(leases, []), family, NOW)
    if not census.numbered:
        census.number([(subnet.id, subnet.prefix) for subnet in config.subnets])
    return [(finding.rule, finding.message) for finding in check_configured(census, config, "x")]


def held(address: str, subnet_id: int | None = 1, **more: str) -> Lease:
    return Lease(address, hwaddr=b"\2", subnet_id=subnet_id, expires=2000, **more)  # type: ignore[arg-type]  # texts


def test_leases_that_are_where_they_should_be() -> None:
    assert found([held("10.0.1.7"), held("192.0.3.10", 20)], CONFIG4) == []


def test_leases_that_the_configuration_does_not_know() -> None:
    leases = [held("10.9.0.1", 9), held("10.0.9.1"), held("10.0.9.2"), held("192.0.3.10", 1)]
    assert found(leases, CONFIG4) == [
        ("unknown-subnet", "1 lease (10.9.0.1) of subnet-id 9, which is not configured"),
        ("foreign-subnet", "1 lease (192.0.3.10) of subnet-id 1 not in its prefix 10.0.0.0/16"),
        ("out-of-pool", "2 leases (10.0.9.1, 10.0.9.2) of subnet-id 1 in no pool, and not reserved"),
    ]
    nobody = [replace(lease, state="expired-reclaimed") for lease in leases[1:]]
    assert found(nobody, CONFIG4) == []


def test_reserved_addresses_may_be_anywhere() -> None:
    one, two = (Reservation("hw-address", b"\2", (IPv4Address(f"10.0.9.{last}"),)) for last in (1, 2))
    subnet = replace(CONFIG4.subnets[0], reservations=(one,))
    config = Config(4, (subnet,), reservations=(two,))
    assert found([held("10.0.9.1"), held("10.0.9.2")], config) == []
    assert len(found([held("10.0.9.3")], config)) == 1


def test_prefixes_and_stores_without_numbers() -> None:
    prefix = Lease("2001:db8:8000:100::", "IA_PD", 56, duid=b"\0\1", subnet_id=1, expires=2000)
    assert found([prefix], CONFIG6, 6) == []
    astray = replace(prefix, address="2001:db8:1:100::", subnet_id=None)
    assert found([astray], CONFIG6, 6)[0][0] == "out-of-pool"
    reserved = Reservation("duid", b"\0\1", prefixes=(IPv6Network("2001:db8:1:100::/56"),))
    assert found([astray], replace(CONFIG6, reservations=(reserved,)), 6) == []
    assert found([held("203.0.113.1", None)], CONFIG4) == [
        ("unknown-subnet", "1 lease (203.0.113.1) in no configured subnet")
    ]


def test_leases_that_are_over(tmp_path: Path) -> None:
    path = tmp_path / "x"
    ends = [(939, 0), (940, 0), (939, 2), (939, 1)]
    rows = [
        LeaseRow4(f"10.0.0.{last}", b"\2", b"", 9, end, 1, state=state).line() for last, (end, state) in enumerate(ends)
    ]
    path.write_bytes(find_schema(4).header + b"".join(rows))
    reading = MemfileReading(path)
    (finding,) = check_clock(reading, NOW, "x")
    assert finding.message == "2 leases are over and not reclaimed, the oldest for 61 s"
    assert list(check_clock(reading, 999, "x")) == []
    reading.close()
    listed = ListReading([replace(held("10.0.0.1"), expires=end) for end in (100, 939, 940, None)], [])
    (finding,) = check_clock(listed, NOW, "x")
    assert finding.message.startswith("2 leases are over and not reclaimed, the oldest for 900 s")


@pytest.mark.parametrize(
    ("ends", "between", "count"),
    [
        ("epoch 900", "", 1),
        ("never", "", 1),
        ("epoch 400", "", 0),
        ("epoch 900", "lease 10.0.0.1 { binding state free; }", 0),
        ("epoch 900", ISC.format(ends="epoch 900", between="").partition("\n\n")[2], 1),
    ],
)  # fmt: skip  # one told, the renewal not again
def test_dhcpd_gives_an_address_that_somebody_has(ends: str, between: str, count: int, tmp_path: Path) -> None:
    path = tmp_path / "dhcpd.leases"
    path.write_text(ISC.format(ends=ends, between=between))
    assert [finding.rule for finding in check_twice("isc", path)] == ["duplicate-address"] * count


def test_dnsmasq_has_an_address_twice(tmp_path: Path) -> None:
    path = tmp_path / "dnsmasq.leases"
    path.write_text("duid 00:01\n" + "9 02:00:00:00:00:01 10.0.0.1 * *\n" * 2 + "9 02:00:00:00:00:01 10.0.0.2 * *\n")
    (finding,) = check_twice("dnsmasq", path)
    assert (finding.line, finding.message) == (3, "10.0.0.1 is leased in line 2 already")


@pytest.mark.parametrize("address", ["10.0.0.1", "2001:db8::100"])
def test_two_stores_give_the_same_address(address: str) -> None:
    family = 6 if ":" in address else 4
    mine, same = held(address), held("10.0.0.2" if family == 4 else "2001:db8::2")
    theirs = replace(mine, hwaddr=b"\3")
    stores = []
    for name, leases in (("a", [mine, same]), ("b", [theirs, same]), ("c", [replace(theirs, expires=5)])):
        reading = ListReading(leases, [])
        stores.append((name, reading, take(reading, family, NOW)))
    other = ListReading([held("2001:db8::1" if family == 4 else "10.0.0.1")], [])
    stores.append(("d", other, take(other, 10 - family, NOW)))
    (finding,) = check_stores(stores, NOW)
    assert finding.message == f"{address} is leased to 02, and to 03 in b"
