from __future__ import annotations

import json
from pathlib import Path

from support.command import dhcptool
from support.dumped import DISCOVER, SOLICIT, capture


def test_packets_as_json(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, "dump", "-r", capture(tmp_path / "a.pcap", DISCOVER, SOLICIT), "--json")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert [json.loads(line)["dhcp"]["type"] for line in ran.stdout.splitlines()] == ["DHCPDISCOVER", "SOLICIT"]


def test_a_damaged_file_gives_what_is_there_and_exit_5(tmp_path: Path) -> None:
    path = Path(capture(tmp_path / "a.pcap", DISCOVER, SOLICIT))
    path.write_bytes(path.read_bytes()[:-1])
    ran = dhcptool(tmp_path, "dump", "-r", str(path), "--json")
    assert ran.returncode == 5
    assert len(ran.stdout.splitlines()) == 1
    assert ", is cut short" in ran.stderr
