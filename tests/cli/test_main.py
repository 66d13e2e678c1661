from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from dhcptools import __version__
from dhcptools.cli import tree
from dhcptools.cli.commands import help_page
from support.command import command, dhcptool, environment

NOBODY_THERE = ["ping", "-s", "127.0.0.1", "-N", "9", "-c", "1", "-W", "0.01"]


def test_ping_ends_at_once_with_all_it_has_to_say(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, *NOBODY_THERE)
    assert ran.returncode == 1
    assert ran.stdout.startswith("PING 127.0.0.1 by DHCPDISCOVER")
    assert ran.stdout.endswith(" ms\n")
    assert ran.stderr.endswith("no server listens there\n")


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_says_what_the_tree_says(tmp_path: Path, flag: str) -> None:
    ran = dhcptool(tmp_path, flag)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, help_page(), "")
    assert CliRunner().invoke(tree.dhcptool, [flag]).output == ran.stdout


def test_version_says_what_the_tree_says(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, "--version")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"dhcptool {__version__}\n", "")
    assert CliRunner().invoke(tree.dhcptool, ["--version"]).output == ran.stdout


def test_nothing_to_do_is_a_usage_error_that_helps(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path)
    assert (ran.returncode, ran.stdout, ran.stderr) == (2, "", help_page())


def test_other_arguments_reach_the_tree(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, "prf")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "No such command 'prf'" in ran.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["completion", "zsh"], NOBODY_THERE])
def test_a_closed_pipe_is_no_error(tmp_path: Path, arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(
        command(*arguments), env=environment(tmp_path), stdout=writer, stderr=subprocess.PIPE, timeout=60, check=False
    )
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (0, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
@pytest.mark.parametrize("arguments", [["--help"], ["ping", "--help"], ["options", "--json"], NOBODY_THERE])
def test_a_full_disk_is_explained(tmp_path: Path, arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            command(*arguments),
            env=environment(tmp_path),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert ran.returncode == 4
    what, why, fix = ran.stderr.splitlines()[-3:]
    assert (what, why) == ("dhcptool: cannot write the result", "  why: No space left on device")
    assert fix.startswith("  fix: ")


@pytest.mark.parametrize("arguments", [["--help"], ["options", "43"], ["lint", "rule", "KL302"]])
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams_are_no_errors(tmp_path: Path, arguments: list[str], closed: str) -> None:
    ran = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", *command(*arguments)],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_any_encoding_of_the_terminal_will_do(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, "options", "43", PYTHONIOENCODING="ascii")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "\\u00a78.4" in ran.stdout
