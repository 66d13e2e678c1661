"""The process that cleans up a lease file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dhcptools.kea.memfile.schema import NEWEST4
from dhcptools.kea.memfile.writer import beside


def process(path: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "dhcpserver.cleaning_main", str(path), "4"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)


def test_it_merges_what_the_server_renamed(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    row = b"10.0.0.1,,01:02,600,1999999999,1,0,0,,0,,0\n"
    beside(path, ".1").write_bytes(NEWEST4.header + row + row)
    with process(path) as running:
        assert running.wait(20) == 0
    assert beside(path, ".2").read_bytes() == NEWEST4.header + row


def test_it_says_why_it_cannot(tmp_path: Path) -> None:
    beside(tmp_path / "x.csv", ".1").write_bytes(b"nonsense\n")
    with process(tmp_path / "x.csv") as running:
        assert running.stderr is not None
        assert b"x.csv.1" in running.stderr.read()
        assert running.wait(20) == 1


def test_it_ends_with_the_server(tmp_path: Path) -> None:
    os.mkfifo(beside(tmp_path / "x.csv", ".1"))  # would be read for ever
    with process(tmp_path / "x.csv") as running:
        assert running.stdin is not None
        running.stdin.close()
        assert running.wait(20) == 1


@pytest.mark.parametrize("arguments", [["only one"], []])
def test_it_is_not_for_people(arguments: list[str]) -> None:
    from dhcpserver.cleaning_main import main

    with pytest.raises(ValueError, match="unpack"):
        main(arguments)
