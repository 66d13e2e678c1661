from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dhcptools.kea.memfile.columns import read_columns
from dhcptools.kea.memfile.lease import LeaseRow4, LeaseRow6
from dhcptools.kea.memfile.schema import find_schema
from dhcptools.leases.changes import change
from dhcptools.leases.expiry import Expiries
from dhcptools.leases.lease import Lease
from dhcptools.leases.memfile import lease_of

LEASE = Lease("10.0.0.1", starts=0, expires=100)


@pytest.mark.parametrize("family", [4, 6])
def test_leases_of_a_file_expire_in_order(family: int, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    rows: list[LeaseRow4 | LeaseRow6] = [
        LeaseRow4(f"10.0.0.{last}", b"\2", b"", valid, expire, 1, state=state)
        if family == 4
        else LeaseRow6(f"2001:db8::{last}", b"\0\1", valid, expire, 1, 1, 0, 1, state=state)
        for last, valid, expire, state in [
            (1, 50, 130, 0),
            (2, 50, 120, 0),
            (3, 50, 90, 0),
            (4, 0xFFFFFFFF, 0xFFFFFFFF + 9, 0),
            (5, 50, 110, 1),
        ]  # the third is over, the fourth never ends, nobody has the fifth
    ]
    path.write_bytes(find_schema(family).header + b"".join(row.line() for row in rows))
    leases = {row.address: lease_of(row, "x") for row in rows}
    expiries = Expiries()
    with read_columns(path) as columns:
        expiries.load(columns, 100)

    def find(address: str) -> list[Lease]:
        return [leases[address]]

    assert list(expiries.due(120, find)) == []  # it is over after that second
    assert [found.lease.address[-1] for found in expiries.due(121, find)] == ["2"]
    leases[rows[0].address] = replace(leases[rows[0].address], expires=500)
    assert list(expiries.due(400, find)) == []  # it was renewed
    expiries.add(leases[rows[0].address])
    assert [found.lease.address[-1] for found in expiries.due(501, find)] == ["1"]
    assert list(expiries.due(999, find)) == []


def test_a_lease_that_is_taken_back_at_once_has_expired_first() -> None:
    reclaimed = change(LEASE, replace(LEASE, state="expired-reclaimed"), 101)
    assert reclaimed is not None
    expiries = Expiries()
    expiries.add(LEASE)
    assert [found.event for found in expiries.told(reclaimed)] == ["expire", "reclaim"]
    assert [found.event for found in expiries.due(101, lambda _: [LEASE])] == ["expire"]
    assert [found.event for found in expiries.told(reclaimed)] == ["reclaim"]  # it was told
    late = Expiries()
    late.begin(101)
    assert [found.event for found in late.told(reclaimed)] == ["reclaim"]  # it was over before


@pytest.mark.parametrize("lease", [replace(LEASE, expires=None), replace(LEASE, state="declined")])
def test_what_never_expires(lease: Lease) -> None:
    expiries = Expiries()
    expiries.add(lease)
    assert list(expiries.due(10**10, lambda _: [lease])) == []
