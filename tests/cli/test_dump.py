from __future__ import annotations

import json
import subprocess
from pathlib import Path

from support.command import command, dhcptool, environment
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


def test_a_pipe_that_pauses_is_shown_at_once(tmp_path: Path) -> None:
    octets = Path(capture(tmp_path / "a.pcap", DISCOVER, SOLICIT)).read_bytes()
    with subprocess.Popen(
        command("dump", "-r", "-", "--oneline"),
        env=environment(tmp_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(octets)
        process.stdin.flush()  # and no end of the file
        assert b"DHCPDISCOVER" in process.stdout.readline()
        process.stdin.close()
        assert b"SOLICIT" in process.stdout.read()
