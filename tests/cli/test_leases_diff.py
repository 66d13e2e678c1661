from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command import dhcptool

DATA = Path(__file__).resolve().parents[1] / "data"
V4 = DATA / "kea22" / "kea22-leases4.csv"
ROW = b"10.0.2.2,02:cc:00:00:00:ad,01:02:cc:00:00:00:ad,600,%d,1,0,0,,0,\n"


def copy(tmp_path: Path, *rows: bytes) -> str:
    path = tmp_path / "b.csv"
    path.write_bytes(V4.read_bytes() + b"\n" + b"".join(rows))
    return str(path)


def test_a_copy_is_equal_and_a_renewal_differs(tmp_path: Path) -> None:
    same = dhcptool(tmp_path, "leases", "diff", str(V4), copy(tmp_path))
    assert (same.returncode, same.stdout) == (0, "")
    assert same.stderr.endswith("dhcptool: 0 added, 0 removed, 0 changed\n")
    renewed = copy(
        tmp_path, ROW % 1795239000, b"10.0.2.1,,,0,5,1,0,0,,1,\n", b"10.0.9.9,02:00:00:00:00:09,,60,9,1,0,0,,0,\n"
    )
    ran = dhcptool(tmp_path, "leases", "diff", str(V4), renewed)
    assert ran.returncode == 1
    assert [line.split()[:2] for line in ran.stdout.splitlines()] == [
        ["-", "10.0.2.1"], ["~", "10.0.2.2"], ["+", "10.0.9.9"],
    ]  # fmt: skip  # by address
    only = dhcptool(tmp_path, "leases", "diff", str(V4), renewed, "--columns", "hostname", "--json")
    assert [json.loads(line)["change"] for line in only.stdout.splitlines()] == ["removed", "added"]
    later = dhcptool(tmp_path, "leases", "diff", str(V4), renewed, "--now", "1795238999", "--strict")
    assert later.returncode == 5  # the file has bad rows
    assert [line.split()[:2] for line in later.stdout.splitlines()] == [["-", "10.0.2.1"], ["+", "10.0.2.2"]]


def test_skew(tmp_path: Path) -> None:
    shifted = copy(tmp_path, ROW % 1795238395)
    assert dhcptool(tmp_path, "leases", "diff", str(V4), shifted).returncode == 1
    assert dhcptool(tmp_path, "leases", "diff", str(V4), shifted, "--ignore-skew", "2").returncode == 0


def test_reclaimed_leases_are_not_there(tmp_path: Path) -> None:
    reclaimed = copy(tmp_path, b"10.0.2.2,02:cc:00:00:00:ad,,1200,1795238393,1,0,0,,2,\n")
    plain = dhcptool(tmp_path, "leases", "diff", str(V4), reclaimed)
    assert plain.stdout.startswith("- 10.0.2.2 ")
    everything = dhcptool(tmp_path, "leases", "diff", str(V4), reclaimed, "--all")
    assert "state default -> expired-reclaimed" in everything.stdout


def test_conditions_hold_for_both(tmp_path: Path) -> None:
    renewed = copy(tmp_path, ROW % 1795239000, b"10.0.9.9,02:00:00:00:00:09,,60,9,1,0,0,,0,\n")
    for condition in (("--in", "10.0.9.0/24"), ("--mac", "0200.0000.0009"), ("--mac", "02:00:00:00:00:09", "--all")):
        ran = dhcptool(tmp_path, "leases", "diff", str(V4), renewed, *condition)
        assert [line.split()[:2] for line in ran.stdout.splitlines()] == [["+", "10.0.9.9"]]
    assert dhcptool(tmp_path, "leases", "diff", str(V4), renewed, "--subnet-id", "9").returncode == 0


@pytest.mark.parametrize("arguments", [[], ["--columns", "source"], ["--columns", "nothing"], ["--ignore-skew", "-1"]])
def test_usage_errors(tmp_path: Path, arguments: list[str]) -> None:
    sources = [str(V4), str(V4)] if arguments else [str(V4)]
    assert dhcptool(tmp_path, "leases", "diff", *sources, *arguments).returncode == 2
