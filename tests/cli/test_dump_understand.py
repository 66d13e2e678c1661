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


@pytest.mark.parametrize("flags", [["--pair", "-w", "out.pcap"]])
def test_usage(tmp_path: Path, flags: list[str]) -> None:
    ran = dhcptool(tmp_path, "dump", "-r", "none.pcap", *flags)
    assert (ran.returncode, ran.stdout) == (2, "")
