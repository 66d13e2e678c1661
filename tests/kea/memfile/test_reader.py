"""Whole files: what Kea 2.2 keeps of them, and what it says about the rest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dhcptools.kea.memfile.lease import LeaseRow4, LeaseRow6
from dhcptools.kea.memfile.reader import LeaseFileError, Rows, Snapshot
from support.lease_rows import HEADER4, HEADER6

DATA = Path(__file__).resolve().parents[2] / "data" / "kea22"


def test_v4_file_of_kea() -> None:
    leases = Snapshot(DATA / "kea22-leases4.csv")
    assert (leases.family, leases.read, len(leases)) == (4, 32, 14)
    assert [(bad.line, bad.row) for bad in leases.bad] == [(28, 27), (29, 28)]
    assert str(leases.bad[1]).endswith(
        "kea22-leases4.csv:29: row 28: Failed to convert string to address 'b': Invalid argument"
    )
    printer = leases["10.0.2.1"]
    assert printer.hostname == 'printer, 2nd floor & "lab" \udce9'
    assert printer.context == {"n": 1, "owner": "bob, it"}
    assert printer.infinite
    assert printer.expire == 6090204457
    assert [sum(lease.active(now) for lease in leases.values()) for now in (1795237300, 1795300000)] == [13, 1]
    assert leases["10.0.2.3"].state == 1
    renewed = leases["10.0.2.2"]
    assert isinstance(renewed, LeaseRow4)
    assert renewed.hwaddr.hex(":") == "02:cc:00:00:00:ad"
    assert "192.0.3.10" not in leases


def test_v6_file_of_kea() -> None:
    leases = Snapshot(DATA / "kea22-leases6.csv")
    assert (leases.family, leases.read, len(leases), leases.bad) == (6, 16, 13, [])
    rows = [row for row in leases.values() if isinstance(row, LeaseRow6)]
    assert [sum(row.lease_type == number for row in rows) for number in (0, 1, 2)] == [8, 1, 4]
    assert [sum(row.state == number for row in rows) for number in (0, 1, 2)] == [11, 1, 1]
    assert {row.prefix_len for row in rows if row.lease_type == 2} == {56}


def test_bad_rows_are_those_that_kea_logged() -> None:
    leases = Snapshot(DATA / "kea22-malformed4.csv")
    log = (DATA / "kea22-malformed-rows.log").read_text()
    logged = [(int(row), reason) for row, reason in re.findall(r"discarding row (\d+), error: (.*)", log)]
    assert [(bad.row, bad.reason) for bad in leases.bad] == logged
    assert set(leases) == {"10.8.0.1", "10.8.0.3", "10.8.0.8", "10.8.0.10", "10.8.0.12", "2001:db8::1"}


def test_rows_come_in_order_with_removals(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    row = b"10.0.0.1,02:00,,%d,1999999999,1,0,0,,0,"
    path.write_bytes(b"\n".join([HEADER4, row % 600, row % 0, row % 700]))
    assert [lease.valid_lifetime for lease in Rows(path)] == [600, 0, 700]
    assert Snapshot(path)["10.0.0.1"].valid_lifetime == 700


def test_siblings(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    row = b"10.0.0.%d,02:00,,%d,1999999999,1,0,0,,0,"
    for suffix, rows in {
        ".2": [row % (1, 100), row % (2, 100), row % (3, 100)],
        ".1": [row % (2, 0), row % (3, 200)],
        "": [row % (4, 300)],
        ".output": [row % (9, 9)],
    }.items():
        (tmp_path / f"l.csv{suffix}").write_bytes(b"\n".join([HEADER4, *rows]) + b"\n")
    leases = Snapshot(path)
    assert {address: lease.valid_lifetime for address, lease in leases.items()} == {
        "10.0.0.1": 100, "10.0.0.3": 200, "10.0.0.4": 300,
    }  # fmt: skip  # one row
    assert [file.name for file in leases.files] == ["l.csv.2", "l.csv.1", "l.csv"]
    assert list(Snapshot(path, siblings=False)) == ["10.0.0.4"]
    (tmp_path / "l.csv.completed").write_bytes(HEADER4 + b"\n" + row % (8, 8))
    assert set(Snapshot(path)) == {"10.0.0.4", "10.0.0.8"}


def test_refused_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_bytes(HEADER4.replace(b"hwaddr", b"mac"))
    with pytest.raises(LeaseFileError, match=r"l\.csv: header contains an invalid column: 'mac'"):
        Snapshot(path)
    path.write_bytes(HEADER6)
    with pytest.raises(LeaseFileError, match="'duid' where 'hwaddr'"):
        Snapshot(path, family=4)


def test_unknown_columns_are_noted(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_bytes(HEADER6 + b",pool_id,colour\n2001:db8::1,00:01,600,9,1,4,0,1,128,0,0,,,0,,,,7,red\n")
    leases = Snapshot(path)
    assert leases["2001:db8::1"].pool_id == 7
    assert leases.notes == [f"{path}: columns ignored because no known Kea has them: colour"]


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_bytes(b"")
    assert len(Snapshot(path)) == 0
