from __future__ import annotations

import errno
from pathlib import Path

import click
import pytest

from dhcptools.cli import tree
from dhcptools.cli.commands import COMMANDS
from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.net.errors import NetError


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[BaseException | int]:
    """Replace ``perf`` by a command that raises, or returns, what the list holds."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    outcome: list[BaseException | int] = []

    @click.command("perf")
    @click.option("--rate", type=int)
    @tree.common_options
    def perf(rate: int | None) -> int:
        if outcome and isinstance(outcome[0], BaseException):
            raise outcome[0]
        if outcome:
            return outcome[0]  # type: ignore[return-value]  # the branch above took the exceptions
        return rate or 0

    monkeypatch.setattr(tree.LazyGroup, "get_command", lambda _self, _ctx, name: perf if name == "perf" else None)
    return outcome


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Exit.FAILED, 3),
        (ProblemError("no", code=Exit.UNREADABLE), 5),
        (NetError("no", "because", "do"), 4),
        (KeyboardInterrupt(), 130),
        (click.Abort(), 130),
        (click.UsageError("bad"), 2),
        (OSError(errno.ENOSPC, "No space left on device", "kept.json"), 4),
        (PermissionError(errno.EACCES, "Permission denied", "/closed/file"), 4),
        (OSError(errno.ENAMETOOLONG, "File name too long", "xxx"), 5),
        (MemoryError(), 4),
        (OSError(errno.EBADF, "Bad file descriptor"), 70),
        (RuntimeError("oops"), 70),
    ],
)
def test_each_end_has_its_code(faulty: list[BaseException | int], outcome: BaseException | int, code: int) -> None:
    faulty.append(outcome)
    assert tree.run(["perf"]) == code


def test_usage_errors_name_the_help_page(faulty: list[BaseException], capsys: pytest.CaptureFixture[str]) -> None:
    assert tree.run(["perf", "--rte", "1"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "dhcptool: No such option '--rte'" in captured.err.replace(": --rte", " '--rte'")
    assert "fix: 'dhcptool perf --help' lists what it takes" in captured.err


@pytest.mark.parametrize("arguments", [["--debug", "perf"], ["perf", "--debug"]])
def test_a_traceback_only_with_debug(
    faulty: list[BaseException], arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    for error, code in ((ProblemError("no", "because"), 4), (RuntimeError("oops"), 70)):
        faulty[:] = [error]
        assert tree.run(["perf"]) == code
        assert "Traceback" not in capsys.readouterr().err
        assert tree.run(arguments) == code
        assert "Traceback" in capsys.readouterr().err


def test_colour_by_flag_on_either_side(faulty: list[BaseException], capsys: pytest.CaptureFixture[str]) -> None:
    faulty.append(ProblemError("no"))
    for arguments in (["--color", "always", "perf"], ["perf", "--color", "always"]):
        tree.run(arguments)
        assert "\x1b[1;31m" in capsys.readouterr().err


def test_flag_before_environment_before_file(
    faulty: list[BaseException], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "dhcptool").mkdir()
    (tmp_path / "dhcptool" / "config.toml").write_text("[perf]\nrate = 11\n")
    assert tree.run(["perf"]) == 11
    monkeypatch.setenv("DHCPTOOL_PERF_RATE", "12")
    assert tree.run(["perf"]) == 12
    assert tree.run(["perf", "--rate", "13"]) == 13


def test_a_bad_file_is_unreadable_input(faulty: list[BaseException], tmp_path: Path) -> None:
    (tmp_path / "dhcptool").mkdir()
    (tmp_path / "dhcptool" / "config.toml").write_text("[perf]\nrat = 11\n")
    assert tree.run(["perf"]) == 5


@pytest.mark.parametrize(
    ("arguments", "name", "rest"),
    [
        (["perf", "report", "x"], "perf report", ["x"]),
        (["perf", "-r", "5", "report"], "perf", ["-r", "5", "report"]),
        (["perf", "192.0.2.1"], "perf", ["192.0.2.1"]),
        (["perf"], "perf", []),
    ],
)
def test_two_words_name_a_command_before_one_does(arguments: list[str], name: str, rest: list[str]) -> None:
    found, command, left = tree.dhcptool.resolve_command(click.Context(tree.dhcptool), arguments)
    assert (found, command and command.name, left) == (name, name, rest)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pnig"], "no such command: 'pnig'; did you mean 'ping'?"),
        (["perfdhcp"], "no such command: 'perfdhcp'; did you mean 'compat perfdhcp'?"),
        (["findmax"], "no such command: 'findmax'; did you mean 'perf find-max'?"),
        (["leases", "shw"], "no such command: 'shw'; did you mean 'show'?"),
        (["compat", "dhcpin"], "no such command: 'dhcpin'; did you mean 'dhcping'?"),
        (["zzz"], "no such command: 'zzz'\n"),
    ],
)
def test_a_command_that_is_none_is_told_which_was_meant(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert tree.run(arguments) == 2
    assert said in capsys.readouterr().err


def test_octets_where_text_must_stand_are_no_bug_of_ours(
    faulty: list[BaseException], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    faulty.append(UnicodeEncodeError("utf-8", "\udcff", 0, 1, "surrogates not allowed"))
    assert tree.run(["perf"]) == 70
    monkeypatch.setenv("DHCPTOOL_PERF_FILE", "\udcff")
    assert tree.run(["perf"]) == 2
    assert "octets that are no UTF-8" in capsys.readouterr().err


@pytest.mark.parametrize("group", [[], ["leases"], ["class"], ["compat"]])
def test_a_group_alone_shows_its_page(group: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert tree.run(group) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(" ".join(("Usage: dhcptool", *group, "[OPTIONS] COMMAND")))


def test_commands_are_imported_when_asked_for() -> None:
    context = click.Context(tree.dhcptool)
    assert tree.dhcptool.list_commands(context) == [row[0] for row in COMMANDS if " " not in row[0]]
    assert tree.dhcptool.get_command(context, "nothing") is None


@pytest.mark.parametrize(
    ("arguments", "count", "quiet"),
    [(["-c", "3", "-q"], 3, True), (["-c3"], 3, False), (["--count", "3"], 3, False), (["-qc", "3"], 3, True)],
)
def test_letters_found_at_once_mean_what_they_meant(arguments: list[str], count: int, quiet: bool) -> None:
    @click.command(cls=tree.QuickCommand)
    @click.option("-c", "--count", type=int)
    @click.option("-q", "--quiet", is_flag=True)
    def command(count: int, quiet: bool) -> None: ...

    context = command.make_context("command", arguments)
    assert context.params == {"count": count, "quiet": quiet}


def test_a_letter_that_is_none_is_still_refused() -> None:
    with pytest.raises(click.NoSuchOption):
        click.Command("command", params=[]).make_context("command", ["-z"])
    with pytest.raises(click.NoSuchOption):
        tree.QuickCommand("command", params=[click.Option(["-c"])]).make_context("command", ["-z"])
