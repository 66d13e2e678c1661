from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from support.command import command, dhcptool, environment


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_scripts_call_us_back(tmp_path: Path, shell: str) -> None:
    ran = dhcptool(tmp_path, "completion", shell)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert f"_DHCPTOOL_COMPLETE={shell}_complete" in ran.stdout


def test_the_bash_script_is_valid_bash(tmp_path: Path) -> None:
    script = dhcptool(tmp_path, "completion", "bash").stdout
    assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0


def test_another_shell_is_a_usage_error(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, "completion", "csh")
    assert ran.returncode == 2
    assert "csh" in ran.stderr


@pytest.mark.parametrize(
    ("words", "number", "completed"),
    [
        ("dhcptool pe", "1", "perf"),
        ("dhcptool perf --stri", "2", "--strict-rate"),
        ("dhcptool --ver", "1", "--version"),
    ],
)
def test_commands_and_options_complete(tmp_path: Path, words: str, number: str, completed: str) -> None:
    asked = environment(tmp_path, _DHCPTOOL_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=number)
    ran = subprocess.run(command(), env=asked, capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"plain,{completed}\n", "")
