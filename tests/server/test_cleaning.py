"""When a lease file is cleaned up, and what is told when it cannot be."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from dhcpserver import cleaning
from dhcpserver.cleaning import Cleaner
from dhcpserver.leases import SECOND_NS
from dhcptools.kea.memfile.schema import NEWEST4
from dhcptools.kea.memfile.writer import LeaseWriter, beside

ROW = b"10.0.0.1,,01:02,600,1999999999,1,0,0,,0,,0\n"


class Bench:
    def __init__(self, path: Path, interval_s: int = 100) -> None:
        self.writer = LeaseWriter(path, NEWEST4)
        self.told: list[str] = []
        self.cleaner = Cleaner(self.writer, interval_s, 0, self.told.append)

    def finish(self, now_ns: int) -> None:
        assert self.cleaner._process is not None
        self.cleaner._process.wait(20)
        self.cleaner.tick(now_ns)

    def close(self) -> None:
        self.cleaner.close()
        self.writer.close()


def test_a_file_is_cleaned_up_when_its_time_has_come(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "x.csv")
    bench.writer.append([ROW] * 3)
    bench.cleaner.tick(99 * SECOND_NS)
    assert not bench.cleaner.running
    bench.cleaner.tick(100 * SECOND_NS)
    assert bench.cleaner.running
    bench.finish(101 * SECOND_NS)
    assert (bench.cleaner.runs, bench.cleaner.running, bench.told) == (1, False, [])
    assert beside(tmp_path / "x.csv", ".2").read_bytes() == NEWEST4.header + ROW
    bench.close()


def test_a_file_that_has_grown_is_cleaned_up_before_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "LEAST_OCTETS", 1000)
    bench = Bench(tmp_path / "x.csv")
    bench.writer.append([ROW] * 30)
    bench.cleaner.tick(SECOND_NS)
    bench.finish(SECOND_NS)
    assert bench.cleaner.runs == 1
    assert not bench.cleaner.running
    bench.close()


def test_an_interval_of_zero_never_cleans_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "LEAST_OCTETS", 10)
    bench = Bench(tmp_path / "x.csv", 0)
    bench.writer.append([ROW] * 30)
    bench.cleaner.tick(10**9 * SECOND_NS)
    assert not bench.cleaner.running
    bench.close()


def test_a_file_that_cannot_be_cleaned_up_is_told_and_left_until_its_time(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    beside(path, ".1").write_bytes(b"nonsense\n")
    bench = Bench(path)
    bench.cleaner.start(0)
    bench.finish(SECOND_NS)
    assert len(bench.told) == 1
    assert "cannot clean up" in bench.told[0]
    assert "x.csv.1" in bench.told[0]
    assert not bench.cleaner.running
    bench.close()


def test_leaving_breaks_a_clean_up_off(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "x.csv")
    bench.cleaner.start(0)
    process = bench.cleaner._process
    assert process is not None
    bench.close()
    assert process.poll() is not None


def test_a_program_that_does_not_start_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", fail)
    bench = Bench(tmp_path / "x.csv")
    bench.cleaner.start(0)
    assert "temporarily unavailable" in bench.told[0]
    bench.close()
