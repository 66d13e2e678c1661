from __future__ import annotations

from pathlib import Path

from support.command import dhcptool


def test_it_says_what_there_is(tmp_path: Path) -> None:
    assert "test" in dhcptool(tmp_path, "class", "--help").stdout
    ran = dhcptool(tmp_path, "class", "nope")
    assert ran.returncode == 2
    assert "'dhcptool class --help' lists what it takes" in ran.stderr
