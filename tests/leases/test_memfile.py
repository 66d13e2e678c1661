"""A query on columns finds what the same query finds among all leases, one by one."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.kea.memfile.reader import Snapshot
from dhcptools.leases.faults import StoreError
from dhcptools.leases.lease import Lease
from dhcptools.leases.memfile import MemfileReading, lease_of, within
from dhcptools.leases.query import COLUMNS, STATES, Query
from support import lease_rows as corpus

DATA = Path(__file__).resolve().parents[1] / "data" / "kea22"
NOW = 1795237300


def by_one(path: Path, query: Query) -> list[Lease]:
    leases = [lease_of(row, str(path)) for row in Snapshot(path).values()]
    leases.sort(key=lambda lease: lease.order)
    return list(query.arrange(filter(query.matches, leases)))


def by_columns(path: Path, query: Query) -> list[Lease]:
    reading = MemfileReading(path)
    try:
        return list(reading.select(query))
    finally:
        reading.close()


@pytest.fixture(scope="module")
def odd4(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every odd value in a row of its own, and an IPv6 address among them."""
    rows = []
    good = b"10.0.%d.1,02:00:00:00:00:01,01:02:03,600,1999999999,1,0,0,h,0,".split(b",")
    values = {0: corpus.ADDRESSES4, 1: corpus.HARDWARE, 2: corpus.CLIENTS, 8: corpus.NAMES, 9: corpus.NUMBERS}
    for place, texts in values.items():
        for text in texts:
            fields = [field % len(rows) if b"%d" in field else field for field in good]
            fields[place] = text
            rows.append(b",".join(fields))
    path = tmp_path_factory.mktemp("odd") / "leases4.csv"
    path.write_bytes(b"\n".join([corpus.HEADER4, *rows, b""]))
    return path


@given(
    name=st.sampled_from(["kea22-leases4.csv", "kea22-leases6.csv", "odd"]),
    everything=st.booleans(),
    states=st.frozensets(st.sampled_from(STATES), max_size=2),
    subnet_ids=st.frozensets(st.sampled_from([1, 20, 1 << 40]), max_size=1),
    prefix=st.sampled_from([None, "10.0.2.0/24", "10.0.0.0/15", "2001:db8:1::/48", "2001:db8:8000::/39", "::/0"]),
    hwaddr=st.sampled_from(["", "02aa00000001", "020000000001", "0200000000000c", "02000000000c", "abcd"]),
    client_id=st.sampled_from(["", "0102cc0000000ad"[:14], "010203", "0102", "000c"]),
    duid=st.sampled_from(["", "00030001020000000011", "00"]),
    hostname=st.sampled_from(["", "*", "p*", "mixedcase", "a?b", "pc1.example.org", "v6,host"]),
    within_s=st.sampled_from([None, 0, 600, 1 << 40]),
    sort=st.sampled_from(COLUMNS),
    descending=st.booleans(),
    limit=st.sampled_from([None, 0, 3]),
)
def test_columns_find_the_same(odd4: Path, name: str, **drawn: object) -> None:
    path = odd4 if name == "odd" else DATA / name
    prefix = drawn["prefix"]
    query = Query(
        NOW,
        all=bool(drawn["everything"]),
        states=drawn["states"],  # type: ignore[arg-type]  # as drawn
        subnet_ids=drawn["subnet_ids"],  # type: ignore[arg-type]  # as drawn
        prefixes=(ip_network(str(prefix)),) if prefix else (),
        hwaddr=bytes.fromhex(str(drawn["hwaddr"])),
        client_id=bytes.fromhex(str(drawn["client_id"])),
        duid=bytes.fromhex(str(drawn["duid"])),
        hostname=str(drawn["hostname"]),
        expires_within=drawn["within_s"],  # type: ignore[arg-type]  # as drawn
        sort=str(drawn["sort"]),
        descending=bool(drawn["descending"]),
        limit=drawn["limit"],  # type: ignore[arg-type]  # as drawn
    )
    one, columns = by_one(path, query), by_columns(path, query)
    assert len(one) == len(columns)
    assert [query.key(lease) for lease in one] == [query.key(lease) for lease in columns]
    if query.limit is None:
        assert sorted(one, key=lambda lease: lease.order) == sorted(columns, key=lambda lease: lease.order)


def test_everything_of_a_row() -> None:
    reading = MemfileReading(DATA / "kea22-leases4.csv")
    with_name = next(lease for lease in reading.select(Query(NOW)) if lease.hostname)
    assert with_name.hostname == 'printer, 2nd floor & "lab" é'
    assert with_name.user_context == {"n": 1, "owner": "bob, it"}
    assert (with_name.expires, with_name.valid_lifetime) == (None, 0xFFFFFFFF)
    assert [fault.line for fault in reading.faults] == [28, 29]
    assert (len(reading), reading.families, reading.notes) == (14, {4}, [])
    reading.close()


def test_a_file_that_kea_refuses(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("address,client_id,hwaddr\n")
    with pytest.raises(StoreError, match="invalid column"):
        MemfileReading(path)


def test_halves_of_ipv6_addresses() -> None:
    addresses = [0, 1 << 64, (1 << 64) + 5, (1 << 128) - 1]
    halves = np.array([[address >> 64, address & ((1 << 64) - 1)] for address in addresses], np.uint64)
    assert within(halves, 1 << 64, (1 << 64) + 5).tolist() == [False, True, True, False]
    assert within(np.array([1, 5], np.uint32), 2, 5).tolist() == [False, True]
