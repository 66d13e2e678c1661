from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from dhcptools.kea.memfile.lease import LeaseRow4
from dhcptools.kea.memfile.schema import find_schema
from dhcptools.leases.check_files import check_files, facts
from dhcptools.leases.memfile import MemfileReading

HEADER = find_schema(4).header
ROW = LeaseRow4("10.0.0.1", b"\2", b"", 600, 1600, 1).line()
NOW = 1_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    write(tmp_path / "x", HEADER + ROW, age=10)
    return tmp_path


def write(path: Path, text: bytes, age: int) -> None:
    path.write_bytes(text)
    os.utime(path, (NOW - age, NOW - age))


def rules(folder: Path, interval_s: int = 100, process: str | None = None) -> list[str]:
    reading = MemfileReading(folder / "x")
    found = [finding.rule for finding in check_files(reading, interval_s, NOW, lambda number: process)]
    reading.close()
    return found


def test_a_store_in_order(folder: Path) -> None:
    write(folder / "x.2", HEADER + ROW, age=90)
    write(folder / "x.1", HEADER + ROW, age=90)
    write(folder / "x.pid", b"77", age=90)
    assert rules(folder, process="kea-lfc") == []
    reading = MemfileReading(folder / "x")
    assert [(fact.path.name, fact.age_s, fact.bad) for fact in facts(reading, NOW)] == [
        ("x", 10, 0), ("x.1", 90, 0), ("x.2", 90, 0), ("x.pid", 90, 0),
    ]  # fmt: skip  # the files there are
    reading.close()


@pytest.mark.parametrize(("count", "stops"), [(100, False), (101, True)])
@pytest.mark.parametrize("name", ["x", "x.1", "x.2"])
def test_more_bad_rows_than_kea_lfc_bears(folder: Path, name: str, count: int, stops: bool) -> None:
    write(folder / name, HEADER + b"nonsense\n" * count, age=10)
    found = rules(folder)
    assert found.count("bad-row") == count
    assert ("lfc-limit" in found) == stops


def test_leftovers_of_a_clean_up_that_does_not_run(folder: Path) -> None:
    for suffix in (".1", ".output", ".completed"):
        write(folder / f"x{suffix}", HEADER, age=201)
    assert rules(folder) == ["stale-copy", "stale-completed", "stale-output"]
    assert rules(folder, 101) == ["stale-completed", "stale-output"]
    assert rules(folder, 0) == ["stale-completed", "stale-output"]  # as often as Kea does unless told
    write(folder / "x.pid", b"77\n", age=1)
    assert rules(folder, process="kea-lfc") == []
    assert "stale-pid" in rules(folder)
    assert "stale-pid" in rules(folder, process="bash")
    write(folder / "x.pid", b"x", age=1)
    assert "stale-pid" in rules(folder, process="kea-lfc")


def test_real_processes(folder: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as process:
        write(folder / "x.pid", b"%d" % process.pid, age=1)
        reading = MemfileReading(folder / "x")
        (finding,) = check_files(reading, 100, NOW)
        assert "not kea-lfc" in finding.message
        process.kill()
        process.wait()
        (finding,) = check_files(reading, 100, NOW)
        assert "no process" in finding.message
        write(folder / "x.pid", b"-1", age=1)
        assert len(list(check_files(reading, 100, NOW))) == 1
        reading.close()


def test_no_clean_up_for_long(folder: Path) -> None:
    write(folder / "x.2", HEADER, age=500)
    assert rules(folder) == ["lfc-overdue"]
    assert rules(folder, 0) == []
    write(folder / "x", HEADER + ROW, age=400)
    assert rules(folder) == []  # nothing is written either


def test_rows_and_rows_of_one_lease(folder: Path) -> None:
    write(folder / "x", HEADER + ROW * 100_001, age=1)
    assert rules(folder) == ["overgrown"]


def test_addresses_of_the_other_family(folder: Path) -> None:
    write(folder / "x", HEADER + LeaseRow4("2001:db8::1", b"\2", b"", 600, 1600, 1).line(), age=1)
    assert rules(folder) == ["other-family"]
