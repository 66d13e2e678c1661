"""The columns are what the exact reader keeps, on any file."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dhcptools.kea.memfile.columns import Columns, read_columns
from dhcptools.kea.memfile.reader import LeaseFileError, Snapshot
from dhcptools.kea.memfile.schema import NEWEST4
from support.lease_rows import HEADER4, HEADER6, files

DATA = Path(__file__).resolve().parents[2] / "data" / "kea22"


def check(columns: Columns, exact: Snapshot) -> None:
    rows = list(columns.rows())
    assert {row.address: row for row in rows} == dict(exact)
    assert len(rows) == len(columns) == len(exact)
    assert columns.bad == exact.bad
    assert columns.notes == exact.notes
    assert columns.read == exact.read
    assert columns.files == exact.files
    plain = rows[: len(columns.expire)]
    for name in ("valid_lifetime", "expire", "subnet_id", "state"):
        assert getattr(columns, name).tolist() == [getattr(row, name) for row in plain], name
    packed = [row.packed for row in plain]
    assert packed == sorted(packed, key=lambda octets: octets or b"")
    if columns.family == 4:
        assert [int(number).to_bytes(4) for number in columns.address] == packed
    else:
        assert [int(high).to_bytes(8) + int(low).to_bytes(8) for high, low in columns.address] == packed
        assert columns.lease_type.tolist() == [row.lease_type for row in plain]  # type: ignore[union-attr]  # v6
        assert columns.prefix_len.tolist() == [row.prefix_len for row in plain]  # type: ignore[union-attr]  # v6
    for now in (0, 1_795_237_300, 1 << 40):
        assert columns.active(now).tolist() == [row.active(now) for row in plain]


def compare(path: Path, block_octets: int = 1 << 20) -> Columns:
    exact = Snapshot(path)
    with read_columns(path, block_octets=block_octets) as columns:
        check(columns, exact)
    return columns


@pytest.mark.parametrize("name", ["leases4", "leases6", "malformed4"])
@pytest.mark.parametrize("block_octets", [1, 150, 1 << 20])
def test_real_files(name: str, block_octets: int) -> None:
    columns = compare(DATA / f"kea22-{name}.csv", block_octets)
    assert len(columns) == {"leases4": 14, "leases6": 13, "malformed4": 6}[name]


@given(st.sampled_from([4, 6]).flatmap(files), st.sampled_from([1, 100, 1000, 1 << 16]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file(tmp_path: Path, text: bytes, block_octets: int) -> None:
    path = tmp_path / "leases.csv"
    path.write_bytes(text)
    compare(path, block_octets)


@given(st.binary(max_size=200), st.sampled_from([HEADER4, HEADER6]))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_octets(tmp_path: Path, text: bytes, header: bytes) -> None:
    path = tmp_path / "leases.csv"
    path.write_bytes(header + b"\n" + text)
    compare(path, 64)


def common(family: int, count: int, seed: int) -> bytes:
    """Plain rows with renewals and removals, and one in fifty out of the ordinary."""
    dice = random.Random(seed)
    lines = [HEADER4 if family == 4 else HEADER6]
    for number in range(count):
        key = dice.randrange(count // 2)
        valid = dice.choice([0, 1, 600, 3600, 86400, 0xFFFFFFFF])
        odd = dice.random() < 0.02
        expire = f"{'+' if odd else ''}{dice.choice([0, 9, 1795237162 + number, 6090204457])}"
        context = dice.choice(["", "", f'{{ "ISC": {{ "a": "0x{key:x}" }} }}', "{}", "", "", "", "", "", "", "", "x"])
        mac = f"02:00:00:{key >> 16 & 255:02x}:{key >> 8 & 255:02x}:{key & 255:02x}"
        if family == 4:
            address = f"10.{key % 256}.{key // 256 % 10}.{key % 7}"
            row = f"{address},{mac},01:{mac},{valid},{expire},{key % 300},0,1,h{key},0,{context}"
        else:
            shape = dice.choice(
                ["2001:db8::{:x}", "2001:db8:{:x}::", "2001:db8:0:1:2:3:4:{:x}", "{:x}::1", "::{:x}:0:1"]
            )
            address = shape.format(key % 65536)
            row = f"{address},00:03:00:01:{mac},{valid},{expire},{key % 300},0,2,{key},56,0,1,h,,0,{context},,"
        lines.append(row.encode())
    return b"\n".join(lines) + b"\n"


@pytest.mark.parametrize("family", [4, 6])
def test_many_rows(family: int, tmp_path: Path) -> None:
    path = tmp_path / "leases.csv"
    path.write_bytes(common(family, 4000, 5))
    columns = compare(path, 30_000)
    assert columns.bad
    assert len(columns) < columns.read


def test_siblings_are_one_set(tmp_path: Path) -> None:
    path = tmp_path / "leases.csv"
    path.write_bytes(common(4, 300, 1))
    path.with_name("leases.csv.1").write_bytes(common(4, 300, 2))
    path.with_name("leases.csv.2").write_bytes(common(4, 300, 3))
    columns = compare(path, 4096)
    assert [file.name for file in columns.files] == ["leases.csv.2", "leases.csv.1", "leases.csv"]


def test_rows_grow_wider_than_the_header(tmp_path: Path) -> None:
    """A newer Kea appends whole rows below an old header until its clean-up converts the file."""
    old, new = b"10.0.0.%d,02:00:00:00:00:01,,600,1999999999,1,0,0,h", b",0,,7"
    path = tmp_path / "leases.csv"
    rows = [old % number + (new if number >= 100 else b"") for number in range(200)]
    path.write_bytes(b",".join(HEADER4.split(b",")[:9]) + b"\n" + b"\n".join(rows))
    compare(path)
    with read_columns(path) as columns:
        assert [row.pool_id for row in columns.rows()] == [0] * 100 + [7] * 100


def test_by_source_finds_every_lease(tmp_path: Path) -> None:
    path = tmp_path / "leases.csv"
    path.write_bytes(common(6, 200, 4))
    path.with_name("leases.csv.2").write_bytes(common(6, 200, 6))
    with read_columns(path) as columns:
        found = {}
        for source, places in columns.by_source():
            text = source.path.read_bytes()
            assert places == sorted(places)
            found |= {index: text[at:].partition(b"\n")[0] for at, index in places}
        assert sorted(found) == list(range(len(columns.expire)))
        assert [found[index].split(b",")[7] for index in range(len(found))] == [
            str(columns.row(index).iaid).encode() for index in range(len(found))  # type: ignore[union-attr]  # v6
        ]  # fmt: skip  # two views of a column


def test_an_empty_file_has_no_leases(tmp_path: Path) -> None:
    path = tmp_path / "leases.csv"
    path.write_bytes(b"")
    with read_columns(path) as columns:
        assert len(columns) == 0
        assert columns.address.dtype == np.uint32


def test_a_file_of_the_other_family_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "leases.csv"
    path.write_bytes(HEADER4 + b"\n")
    with pytest.raises(LeaseFileError, match="invalid column: 'hwaddr' where 'duid' is expected"):
        read_columns(path, family=6)
    path.with_name("leases.csv.1").write_bytes(HEADER6 + b"\n")
    with pytest.raises(LeaseFileError, match="invalid column"):
        read_columns(path)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_columns(tmp_path / "leases.csv")


def test_clients_are_found_by_the_ends_of_their_fields(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    plain = b"10.0.0.%d,02:00:00:00:00:01,01:02:03,600,1999999999,1,0,0,pc1,0,,0"
    odd = b"010.0.0.200,02:00:00:00:00:01,01:02:03,600,1999999999,1,0,0,pc1,0,,0"  # refused, or read alone
    path.write_bytes(NEWEST4.header + b"\n".join([*(plain % at for at in range(40)), odd, b""]))
    with read_columns(path, clients=True) as columns:
        text = path.read_bytes()
        for at in range(40):
            start = int(columns.offset[at])
            ends = [start + int(columns.clients[f"end_{field}"][at]) for field in (0, 1, 2, 7, 8)]  # type: ignore[arg-type] # integers
            assert text[ends[0] + 1 : ends[1]] == b"02:00:00:00:00:01"
            assert text[ends[1] + 1 : ends[2]] == b"01:02:03"
            assert text[ends[3] + 1 : ends[4]] == b"pc1"
    with read_columns(path) as columns:
        assert not columns.clients
