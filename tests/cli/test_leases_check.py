from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from dhcptools.kea.memfile.schema import find_schema
from support.command import dhcptool

DATA = Path(__file__).resolve().parents[1] / "data"
CONFIG = str(DATA / "leases" / "kea-dhcp4.conf")
HEADER = find_schema(4, "2.1").header
GOOD = b"10.0.1.%d,02:00:00:00:00:0%d,,4294967295,9,%d,0,0,,0,\n"


def test_a_store_in_order(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(HEADER + GOOD % (1, 1, 1))
    ran = dhcptool(tmp_path, "leases", "check", str(tmp_path), "--config", CONFIG)
    assert (ran.returncode, ran.stdout) == (0, "")
    assert ran.stderr == f"dhcptool: 0 errors, 0 warnings in {tmp_path}/x.csv\n"


def test_a_clean_up_that_got_stuck(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "x.csv").write_bytes(HEADER + GOOD % (1, 1, 1))
    (folder / "x.csv.1").write_bytes(HEADER + b"nonsense\n" * 101)
    (folder / "x.csv.pid").write_text("2147483647")
    hours = time.time() - 3 * 3600
    os.utime(folder / "x.csv.1", (hours, hours))
    ran = dhcptool(tmp_path, "leases", "check", str(folder))
    assert ran.returncode == 1
    assert "kea-lfc stops after 100 bad rows; files will not rotate" in ran.stdout
    assert "x.csv.1: error: " in ran.stdout.splitlines()[0]  # errors come first
    assert "x.csv.1: 1 more [bad-row]" in ran.stdout
    found = json.loads(dhcptool(tmp_path, "leases", "check", str(folder), "--json").stdout)
    assert found["summary"]["rules"] == {"bad-row": 101, "lfc-limit": 1, "stale-copy": 1, "stale-pid": 1}
    assert found["files"][1]["bad_rows"] == 101
    early = dhcptool(tmp_path, "leases", "check", str(folder), "--json", "--now", str(int(hours)))
    assert "stale-copy" not in json.loads(early.stdout)["summary"]["rules"]


def test_leases_beside_the_configuration_and_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "a.csv").write_bytes(HEADER + GOOD % (1, 1, 9) + GOOD % (2, 2, 1))
    (folder / "b.csv").write_bytes(HEADER + GOOD % (2, 3, 1) + b"10.0.9.1,02:00:00:00:00:09,,10,9,1,0,0,,0,\n")
    (folder / "dnsmasq.leases").write_text("0 02:00:00:00:00:01 10.0.9.9 * *\n" * 2)
    ran = dhcptool(tmp_path, "leases", "check", str(folder), "--config", CONFIG, "--json")
    assert json.loads(ran.stdout)["summary"]["rules"] == {
        "duplicate-address": 2, "not-reclaimed": 1, "out-of-pool": 1, "unknown-subnet": 1,
    }  # fmt: skip  # each of these


@pytest.mark.parametrize("name", ["gone", "nothing"])
def test_what_cannot_be_read(tmp_path: Path, name: str) -> None:
    (tmp_path / "nothing").mkdir()
    assert dhcptool(tmp_path, "leases", "check", str(tmp_path / name)).returncode == 5


def test_a_configuration_of_the_other_family(tmp_path: Path) -> None:
    v6 = str(DATA / "kea22" / "kea22-leases6.csv")
    ran = dhcptool(tmp_path, "leases", "check", v6, "--config", CONFIG, "--now", "1795237200")
    assert "of the other family" in ran.stderr
