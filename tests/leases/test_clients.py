from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.kea.memfile.lease import LeaseRow4, LeaseRow6
from dhcptools.kea.memfile.schema import find_schema
from dhcptools.leases.clients import Clients, of_columns, of_leases
from dhcptools.leases.lease import Lease
from dhcptools.leases.memfile import MemfileReading
from dhcptools.leases.query import Query

MACS = [bytes.fromhex(text) for text in ("00000c000001", "00000c000002", "020000000001", "da0000000001", "0007", "")]
IDS = [b"\1\2\3", b"\0\4", b""]
DUIDS = [b"\0\3\0\1" + MACS[0], b"\0\1\0\1\1\2\3\4" + MACS[2], b"\0\2\0\0\1\2", b"\0\4" + bytes(16)]


def both(path: Path) -> tuple[Clients, Clients]:
    """Of the columns, and of the leases one by one."""
    reading = MemfileReading(path)
    try:
        leases = list(reading.select(Query(0, all=True)))
        return of_columns(reading.columns, np.ones(len(reading.columns.expire), np.bool_)), of_leases(leases)
    finally:
        reading.close()


def same(one: Clients, other: Clients) -> None:
    assert (one.count, one.made_up, one.known) == (other.count, other.made_up, other.known)
    assert sorted(one.most) == sorted(other.most)
    assert sorted(one.vendors) == sorted(other.vendors)


@given(
    rows=st.lists(st.tuples(st.sampled_from(MACS), st.sampled_from(IDS), st.sampled_from(DUIDS)), max_size=9),
    ends=st.booleans(),
)
@pytest.mark.parametrize("family", [4, 6])
def test_columns_say_what_leases_say(
    family: int, rows: list[tuple[bytes, bytes, bytes]], ends: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("x") / "x"
    lines = [
        LeaseRow4(f"10.0.0.{last}", mac, client or b"\7\7", 600, 9, 1).line()
        if family == 4
        else LeaseRow6(f"2001:db8::{last}", duid, 600, 9, 1, 1, 0, 1).line()
        for last, (mac, client, duid) in enumerate(rows)
    ]
    text = find_schema(family).header + b"".join(lines)
    path.write_bytes(text if ends else text.rstrip(b"\n"))
    same(*both(path))


def test_other_spellings_of_octets(tmp_path: Path) -> None:
    path = tmp_path / "x"
    rows = [
        b"10.0.0.1,2:0:0:0:0:c,,600,9,1,0,0,,0,,0\n",
        b"10.0.0.2,02:00:00:00:00:0C,,600,9,1,0,0,,0,,0\n",
        b"10.0.0.3,,0x0102,600,9,1,0,0,,0,,0\n",
    ]
    path.write_bytes(find_schema(4).header + b"".join(rows))
    same(*both(path))


def test_the_ten_with_the_most() -> None:
    leases = [
        Lease(f"10.0.{mac}.{last}", hwaddr=b"\0\0\x0c\0\0" + bytes((mac,)))
        for mac in range(12)
        for last in range(mac + 1)
    ]
    found = of_leases(leases)
    assert (found.count, len(found.most), found.most[0]) == (12, 10, (b"\0\0\x0c\0\0\x0b", 12))
    assert found.vendors == [(b"\0\0\x0c", 78)]
    assert of_leases([]) == Clients()
