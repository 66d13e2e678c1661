"""The drop-in beside perfdhcp itself: the same command lines, the same words and codes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dhcptools.cli.compat_perfdhcp import DIFFERENCES, VERSION, perfdhcp
from support.command import dhcptool
from support.perfdhcp_lines import REFUSED, words

PERFDHCP = shutil.which("perfdhcp", path="/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin")
AS_2_2, AS_3_3 = " -, ", " --scenario "
"""How versions repeat --scenario."""


def ours(arguments: list[str]) -> Result:
    return CliRunner().invoke(perfdhcp, arguments, standalone_mode=False)


@pytest.mark.parametrize(("text", "said", "late"), REFUSED, ids=[row[0] or "nothing" for row in REFUSED])
def test_refusals(text: str, said: str, late: bool, tmp_path: Path) -> None:
    got = ours(words(text, tmp_path))
    assert (got.return_value, got.exception) == (1, None)
    assert got.stderr == f"\nERROR: parsing command line options: {said}\n"
    first = got.stdout.splitlines()[0]
    assert first.startswith("Running: perfdhcp" if late else "perfdhcp [-1] [-4 | -6]")
    assert "\nperfdhcp [-1]" in "\n" + got.stdout


@pytest.mark.skipif(PERFDHCP is None, reason="perfdhcp is not installed")
@pytest.mark.parametrize("text", [row[0] for row in REFUSED], ids=[row[0] or "nothing" for row in REFUSED])
def test_perfdhcp_says_the_same(text: str, tmp_path: Path) -> None:
    arguments = words(text, tmp_path)
    theirs = subprocess.run([PERFDHCP or "", *arguments], capture_output=True, text=True, timeout=20, check=False)
    got = ours(arguments)
    assert (got.return_value, got.stderr) == (theirs.returncode, theirs.stderr)
    before, after = (out.split("perfdhcp [-1]")[0] for out in (theirs.stdout, got.stdout))
    assert after == before.replace(AS_2_2, AS_3_3)
    assert got.stdout.split("[-1]")[1].splitlines()[0] == theirs.stdout.split("[-1]")[1].splitlines()[0]


@pytest.mark.skipif(PERFDHCP is None, reason="perfdhcp is not installed")
@pytest.mark.parametrize("text", ["-g single -i -c", "-g multi -4", "-C , -6 -B ::1", "-g single --scen=avalanche x"])
def test_the_preamble_and_warnings_are_the_same(text: str, tmp_path: Path) -> None:
    theirs = subprocess.run([PERFDHCP or "", *text.split()], capture_output=True, text=True, timeout=20, check=False)
    before = theirs.stdout.split("perfdhcp [-1]")[0].replace(AS_2_2, AS_3_3)
    assert ours(text.split()).stdout.split("perfdhcp [-1]")[0] == before


@pytest.mark.parametrize("text", ["-h", "-4h", "-h -Z"])
def test_help(text: str) -> None:
    got = ours(text.split())
    assert (got.return_value, got.stderr) == (0, "")
    assert got.stdout.startswith("perfdhcp [-1]")


def test_versions() -> None:
    assert (ours(["-v"]).return_value, ours(["-v"]).stdout) == (0, f"VERSION: {VERSION}\n")
    assert ours(["-V"]).stdout.startswith(f"VERSION: {VERSION} (dhcptool ")


def test_a_list_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    got = ours(["-M", str(tmp_path / "none"), "127.0.0.1"])
    assert got.return_value == 1
    assert "No such file" in got.stderr


def test_the_whole_command_hands_everything_over(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, "compat", "perfdhcp", "-4", "-6", "--", "--help")
    assert (ran.returncode, ran.stderr) == (1, "\nERROR: parsing command line options: IP version already set to 4\n")
    ran = dhcptool(tmp_path, "compat", "perfdhcp", "-v")
    assert (ran.returncode, ran.stdout) == (0, f"VERSION: {VERSION}\n")


def test_differences_are_sentences() -> None:
    assert all(what and how.endswith(".") for what, how in DIFFERENCES)
