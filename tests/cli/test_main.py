from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from dhcptools import __version__
from dhcptools.cli import main, tree
from dhcptools.cli.commands import help_page
from support.command import command, dhcptool, environment

NOBODY_THERE = ["ping", "-s", "127.0.0.1", "-N", "9", "-c", "1", "-W", "0.01"]


def test_ping_ends_at_once_with_all_it_has_to_say(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, *NOBODY_THERE)
    assert ran.returncode == 1
    assert ran.stdout.startswith("PING 127.0.0.1 by DHCPDISCOVER")
    assert ran.stdout.endswith(" ms\n")
    assert ran.stderr.endswith("no server listens there\n")


def test_ctrl_c_while_modules_are_loaded_has_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "main", interrupted)
    monkeypatch.setattr(sys, "argv", ["dhcptool", "options"])
    with pytest.raises(SystemExit) as ended:
        main.script()
    assert ended.value.code == 130


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
    assert "no such command: 'prf'; did you mean 'perf'?" in ran.stderr


def test_the_package_is_the_command_too(tmp_path: Path) -> None:
    module = [sys.executable, "-m", "dhcptools", "--version"]
    ran = subprocess.run(module, env=environment(tmp_path), capture_output=True, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, f"dhcptool {__version__}\n", "")


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


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="setpriv of util-linux is not installed")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ("dump -r {}/x", 5),
        ("dump --summary -r {}/x", 5),
        ("leases show {}/x", 5),
        ("leases check {}/x", 5),
        ("leases export --format csv {}/x", 5),
        ("leases diff {}/x {}/y", 5),
        ("leases show --config {}/x", 5),
        ("leases show --config {}.conf", 5),
        ("leases watch {}/x", 5),
        ("class test 1==1 --packet {}/x#1", 5),
        ("perf report {}/x", 5),
        ("serve --config {}/x", 5),
        ("lint {}/x", 2),
        ("lint {}.conf", 0),
        ("init single --output {}/x", 4),
    ],
)
def test_a_folder_that_is_closed_to_the_user_is_explained(tmp_path: Path, arguments: str, code: int) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0)
    named = f'{{"Dhcp4": {{"lease-database": {{"type": "memfile", "name": "{folder}/leases.csv"}}}}}}'
    folder.with_suffix(".conf").write_text(named)
    drop = ["--bounding-set", "-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    ran = subprocess.run(
        ["setpriv", *drop, *command(*arguments.replace("{}", str(folder)).split())],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    folder.chmod(0o700)
    assert ran.returncode == code, ran.stderr
    assert code == 0 or "Permission denied" in ran.stderr


@pytest.mark.parametrize(("given", "threads"), [(None, "1"), ("4", "4")])
def test_no_threads_for_matrices_unless_the_user_wants_them(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: str | None, threads: str
) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", given or "")
    if given is None:
        monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    monkeypatch.setattr(sys, "argv", ["dhcptool", "options", "51"])
    assert main.main() == 0
    assert "dhcp-lease-time" in capsys.readouterr().out
    assert os.environ["OPENBLAS_NUM_THREADS"] == threads
