from __future__ import annotations

import json
from pathlib import Path

import pytest

from support.command import dhcptool
from support.talks import dora, sarr, written


def test_exchanges_of_a_file(tmp_path: Path) -> None:
    name = written(tmp_path / "a.pcap", [*dora(), *sarr(5)])
    ran = dhcptool(tmp_path, "dump", "-r", name, "--pair", "--json")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert [json.loads(line)["exchange"] for line in ran.stdout.splitlines()] == ["DORA", "SARR"]
    ran = dhcptool(tmp_path, "dump", "-r", name, "--pair", "-6")
    assert (ran.stdout.count("SARR"), ran.stdout.count("DORA")) == (1, 0)


def test_a_summary_is_the_same_whichever_way_packets_are_read(tmp_path: Path) -> None:
    name = written(tmp_path / "a.pcap", [*dora(), *sarr(5)])
    quick = dhcptool(tmp_path, "dump", "-r", name, "--summary", "--json")
    assert (quick.returncode, quick.stderr) == (0, "")
    assert json.loads(quick.stdout)["messages"] == 8
    assert dhcptool(tmp_path, "dump", "-r", name, "--summary", "--json", "-c", "9").stdout == quick.stdout
    four = json.loads(dhcptool(tmp_path, "dump", "-r", name, "--summary", "--json", "-4").stdout)
    assert (four["messages"], four["clients"]["dhcp6"]) == (4, 0)


def test_the_story_of_one_client(tmp_path: Path) -> None:
    name = written(tmp_path / "a.pcap", [*dora(), *sarr(5), *dora(9, mac=bytes(6), xid=9)])
    ran = dhcptool(tmp_path, "dump", "-r", name, "--follow", "02:00:5e:00:53:01")
    assert (ran.returncode, ran.stderr, ran.stdout.count("\n")) == (0, "", 8)
    ran = dhcptool(tmp_path, "dump", "-r", name, "--follow", "0003000102005e005301", "--json", "-6")
    assert [json.loads(line)["event"] for line in ran.stdout.splitlines()] == ["asks", "told", "asks", "granted"]


def test_a_damaged_file_is_summarised_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    written(path, dora())
    path.write_bytes(path.read_bytes()[:-3])
    ran = dhcptool(tmp_path, "dump", "-r", str(path), "--summary")
    assert (ran.returncode, ran.stdout.split()[0]) == (5, "3")
    assert "is cut short" in ran.stderr
    path.write_text("no capture")
    assert dhcptool(tmp_path, "dump", "-r", str(path), "--summary").returncode == 5


@pytest.mark.parametrize("flags", [["--pair", "-w", "out.pcap"], ["--pair", "--summary"], ["--follow", "zz"]])
def test_usage(tmp_path: Path, flags: list[str]) -> None:
    ran = dhcptool(tmp_path, "dump", "-r", "none.pcap", *flags)
    assert (ran.returncode, ran.stdout) == (2, "")
