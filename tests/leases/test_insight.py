from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dhcptools.kea.memfile.lease import INFINITE_S, LeaseRow4
from dhcptools.kea.memfile.schema import find_schema
from dhcptools.leases.census import take
from dhcptools.leases.insight import Insight, look
from dhcptools.leases.lease import Lease
from dhcptools.leases.memfile import MemfileReading
from dhcptools.leases.results import ListReading

NOW = 100_000


def lease(last: int, valid: int = 3600, left: int = 3000, mac: str = "00000c000000", state: str = "default") -> Lease:
    octets = (int(mac, 16) + last).to_bytes(6)
    return Lease(
        f"10.0.{last >> 8}.{last & 255}",
        hwaddr=octets,
        subnet_id=1,
        state=state,
        expires=NOW + left,
        valid_lifetime=valid,
    )


def seen(leases: list[Lease]) -> Insight:
    reading = ListReading(leases, [])
    found = look(reading, take(reading, 4, NOW), NOW)
    assert found is not None
    return found


def reasons(leases: list[Lease]) -> list[str]:
    return [reason for reason, _ in seen(leases).reasons() if reason != "one-vendor"]


MANY = [lease(last) for last in range(100)]


@pytest.mark.parametrize(
    ("leases", "reason"),
    [
        (MANY, []),
        ([lease(last, valid=86400, left=80000) for last in range(100)], ["long-lifetimes"]),
        ([replace(entry, expires=None) for entry in MANY], ["long-lifetimes"]),
        ([*MANY[:80], *(lease(last, left=1400) for last in range(80, 100))], ["silent-clients"]),
        ([*MANY[:90], *(replace(lease(last), hwaddr=b"\0\0\x0c\7\7\7") for last in range(90, 100))], ["one-client"]),
        ([lease(last, mac="020000000000") for last in range(100)], ["made-up-addresses"]),
        ([*MANY[:90], *(lease(last, state="declined") for last in range(90, 100))], ["declined"]),
        ([*MANY[:95], *(lease(last, state="declined") for last in range(95, 100))], []),
        ([lease(last, valid=86400, left=10) for last in range(19)], []),  # too few to show anything
        ([replace(entry, valid_lifetime=None) for entry in MANY], []),  # dnsmasq does not say
    ],
)
def test_reasons_are_told_apart(leases: list[Lease], reason: list[str]) -> None:
    assert reasons(leases) == reason


def test_one_make_of_clients() -> None:
    found = seen(MANY)
    found.names = {b"\0\0\x0c": "Cisco"}
    assert list(found.reasons()) == [("one-vendor", "100 leases (100%) are of clients by 00:00:0c (Cisco)")]


def test_what_ends_when(tmp_path: Path) -> None:
    path = tmp_path / "x"
    ends = [0, 3599, 3600, 86399, 86400, 90000]
    rows = [LeaseRow4(f"10.0.0.{last}", b"\2", b"", 3600, NOW + end, 1) for last, end in enumerate(ends)]
    rows += [LeaseRow4("10.0.0.9", b"\2", b"", INFINITE_S, NOW, 1), LeaseRow4("10.0.0.8", b"", b"", 9, NOW, 1, state=1)]
    path.write_bytes(find_schema(4).header + b"".join(row.line() for row in rows))
    reading = MemfileReading(path)
    found = look(reading, take(reading, 4, NOW), NOW)
    assert found is not None
    assert (found.ending[0], found.ending[1], found.ending[23], sum(found.ending)) == (2, 1, 1, 4)
    assert (found.later, found.infinite, found.assigned, found.declined, found.timed) == (2, 1, 7, 1, 6)
    assert (found.median_s, found.long_lived, found.silent, found.clients.most) == (3600, 1, 1, [(b"\2", 7)])
    reading.close()


def test_a_server_is_not_asked_for_every_lease() -> None:
    class Asked:
        pass

    census = take(ListReading([], []), 4, NOW)
    assert look(Asked(), census, NOW) is None  # type: ignore[arg-type]  # another store
