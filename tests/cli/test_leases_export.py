from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from dhcptools.kea.memfile.reader import Snapshot
from support.command import dhcptool

DATA = Path(__file__).resolve().parents[1] / "data"
V4 = str(DATA / "kea22" / "kea22-leases4.csv")
V6 = str(DATA / "kea22" / "kea22-leases6.csv")
OTHERS = DATA / "leases"
CONFIG = ("--config", str(OTHERS / "kea-dhcp4.conf"))


@pytest.mark.parametrize(("source", "count"), [(V4, 14), (V6, 13)])
def test_every_lease_whatever_the_time(source: str, count: int, tmp_path: Path) -> None:
    path = tmp_path / "copy.csv"
    again = dhcptool(tmp_path, "leases", "export", source, "--format", "kea-csv", "--output", str(path))
    assert (again.returncode, again.stdout) == (0, "")
    assert again.stderr.endswith(f"dhcptool: {count} leases written to {path}\n")
    assert dict(Snapshot(path)) == dict(Snapshot(source))
    assert dhcptool(tmp_path, "leases", "diff", source, str(path), "--all").returncode == 0


def test_standard_output(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, "leases", "export", V6, "--format", "kea-csv")
    assert (ran.returncode, len(ran.stdout.splitlines()), ran.stderr) == (0, 14, "")


def test_formats_by_the_name_of_the_file(tmp_path: Path) -> None:
    for name in ("x.json", "x.jsonl", "x.sqlite", "x.db"):
        path = tmp_path / name
        assert dhcptool(tmp_path, "leases", "export", V4, "--output", str(path)).returncode == 0
        if name.startswith("x.json"):
            assert len([json.loads(line) for line in path.read_text().splitlines()]) == 14
        else:
            with closing(sqlite3.connect(path)) as database:
                assert database.execute("SELECT count(*) FROM leases").fetchone() == (14,)
    table = dhcptool(tmp_path, "leases", "export", V4, "--format", "csv", "--output", "-", "--state", "declined")
    assert [line.split(",")[0] for line in table.stdout.splitlines()] == ["address", "10.0.2.3"]
    current = dhcptool(tmp_path, "leases", "export", V4, "--format", "json", "--current", "--now", "1795300000")
    assert len(current.stdout.splitlines()) == 1


def test_parquet_or_what_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    ran = dhcptool(tmp_path, "leases", "export", V4, "--output", str(path))
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        assert (ran.returncode, path.exists()) == (4, False)
    else:
        assert (ran.returncode, path.exists()) == (0, True)
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "pyarrow.py").write_text("raise ImportError(name='pyarrow')\n")
    paths = os.pathsep.join((str(hidden), str(DATA.parents[1]), str(DATA.parents[1] / "server")))
    ran = dhcptool(tmp_path, "leases", "export", V4, "--output", str(tmp_path / "y.parquet"), PYTHONPATH=paths)
    assert (ran.returncode, "pip install 'dhcptools[parquet]'" in ran.stderr) == (4, True)
    assert not (tmp_path / "y.parquet").exists()


def test_from_other_servers_to_kea(tmp_path: Path) -> None:
    path = tmp_path / "kea.csv"
    dhcpd = next(file for file in OTHERS.iterdir() if file.name.endswith("dhcpd.leases"))
    without = dhcptool(tmp_path, "leases", "export", str(dhcpd), "--format", "kea-csv", "--output", str(path))
    assert "without a subnet, which Kea needs: 1;" in without.stderr
    dnsmasq = str(next(file for file in OTHERS.iterdir() if file.name.endswith("dnsmasq.leases")))
    both = dhcptool(tmp_path, "leases", "export", dnsmasq, "--format", "kea-csv")
    assert (both.returncode, "both families" in both.stderr) == (2, True)
    one = ("leases", "export", dnsmasq, "-4", "--format", "kea-csv", "--now", "1795239000", *CONFIG)
    ran = dhcptool(tmp_path, *one, "--schema", "2.0")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[1] == "10.0.7.23,02:ef:00:00:00:00,01:02:ef:00:00:00:00,846,1795239846,1,0,0,,0"


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["--format", "sqlite"], ["--output", "x.txt"], ["--format", "xml"], ["--format", "csv", "--schema", "2.1"],
        ["--format", "kea-csv", "--schema", "9"], ["--format", "csv", "--state", "odd"],
    ],
)  # fmt: skip  # each wrong
def test_usage_errors(arguments: list[str], tmp_path: Path) -> None:
    assert dhcptool(tmp_path, "leases", "export", V4, *arguments).returncode == 2


def test_no_place_to_write(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, "leases", "export", V4, "--output", str(tmp_path / "gone" / "x.json"))
    assert (ran.returncode, "cannot write" in ran.stderr) == (4, True)
