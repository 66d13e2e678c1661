from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
import pytest

from dhcptools.cli.commands import COMMANDS as EVERY_COMMAND
from dhcptools.cli.commands import GROUPS
from dhcptools.cli.config import by_parameter, config_path, load_defaults, variables
from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit
from dhcptools.cli.listed import Listed
from dhcptools.cli.tree import dhcptool, run

COMMANDS = ["perf", "serve"]


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text)
    return path


def test_place_follows_xdg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", "/somewhere")
    assert config_path() == "/somewhere/dhcptool/config.toml"
    monkeypatch.setenv("XDG_CONFIG_HOME", "")
    monkeypatch.setenv("HOME", "/home/me")
    assert config_path() == "/home/me/.config/dhcptool/config.toml"


def test_without_the_file_there_are_no_defaults(tmp_path: Path) -> None:
    assert load_defaults(str(tmp_path / "none" / "config.toml"), COMMANDS) == {}


def test_a_folder_of_another_user_is_not_ours_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As nobody with root's HOME: what is in it cannot even be asked."""

    def closed(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", closed)
    path = tmp_path / "config.toml"
    assert load_defaults(str(path), ["perf"]) == {}
    path.touch()
    with pytest.raises(ProblemError, match="cannot use"):
        load_defaults(str(path), ["perf"])


def test_long_options_become_parameter_names(tmp_path: Path) -> None:
    path = written(tmp_path, "[perf]\nrate = 5\ndrop-time = 0.5\n[serve]\njson = true\n")
    assert load_defaults(str(path), COMMANDS) == {"perf": {"rate": 5, "drop_time": 0.5}, "serve": {"json": True}}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[perf\n", "line 1"),
        ("[prf]\nrate = 1\n", "'prf' is no command"),
        ("perf = 1\n", "'perf' is no command"),
    ],
)
def test_what_cannot_be_used_is_said(tmp_path: Path, text: str, words: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ProblemError) as caught:
        load_defaults(str(path), COMMANDS)
    assert caught.value.code is Exit.UNREADABLE
    assert str(path) in caught.value.what
    assert words in caught.value.why


def test_octets_that_are_no_text_are_said(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ProblemError, match="cannot use"):
        load_defaults(str(path), COMMANDS)


def test_an_unknown_option_is_refused_with_the_nearest() -> None:
    command = click.Command("perf", params=[click.Option(["--rate"]), click.Option(["--period"])])
    assert by_parameter("c", command, {"rate": 1}) == {"rate": "1"}
    with pytest.raises(ProblemError) as caught:
        by_parameter("c", command, {"rat": 1})
    assert (caught.value.why, caught.value.fix) == ("'rat' is no option of 'perf'", "did you mean 'rate'?")


def test_a_command_of_two_words_is_a_table_in_a_table(tmp_path: Path) -> None:
    commands = ["leases", "leases show", "perf", "perf find-max"]
    path = written(tmp_path, "[leases.show]\njson = true\n[perf]\nrate = 5\n[perf.find-max]\nloss = 1\n")
    assert load_defaults(str(path), commands) == {
        "leases show": {"json": True},
        "perf": {"rate": 5},
        "perf find-max": {"loss": 1},
    }


SHOWN = click.Command(
    "leases show",
    params=[
        click.Option(["--json", "as_json"], is_flag=True),
        click.Option(["--in", "prefixes"], multiple=True),
        click.Option(["-4", "only4"], is_flag=True),
        click.Option(["--style", "style"]),
        click.Option(["--oneline", "style"], flag_value="oneline"),
        click.Option(["--limit"], type=click.IntRange(0)),
        click.Option(["--now"]),
        click.Option(["--corner"], nargs=2, type=int),
    ],
)


def test_options_go_by_their_names_on_the_command_line() -> None:
    given = {"json": True, "in": ["192.0.2.0/24"], "4": True, "oneline": True}
    wanted = {"as_json": True, "prefixes": ["192.0.2.0/24"], "only4": True, "style": "oneline"}
    assert by_parameter("c", SHOWN, given) == wanted
    with pytest.raises(ProblemError):
        by_parameter("c", SHOWN, {"as_json": True})


def test_the_environment_does_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    variables("leases show", SHOWN)
    for name, value in (("JSON", "1"), ("IN", "192.0.2.0/24"), ("4", "1"), ("ONELINE", "1")):
        monkeypatch.setenv(f"DHCPTOOL_LEASES_SHOW_{name}", value)
    wanted = {"as_json": True, "prefixes": ("192.0.2.0/24",), "only4": True, "style": "oneline"}
    found = SHOWN.make_context("leases show", []).params
    assert {name: value for name, value in found.items() if value is not None} == wanted


@pytest.mark.parametrize("name", [name for name, _, _ in EVERY_COMMAND])
def test_every_option_has_its_variable(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with dhcptool.make_context("dhcptool", [], resilient_parsing=True) as parent:
        command = dhcptool.get_command(parent, name)
        assert command is not None
        prefix = "DHCPTOOL_" + name.upper().replace(" ", "_").replace("-", "_")
        for option in command.params:
            long = [each for each in option.opts if each.startswith("--")]
            if not isinstance(option, click.Option) or not long or option.name == "help":
                continue
            variable = f"{prefix}_{long[0][2:].replace('-', '_').upper()}"
            monkeypatch.setenv(variable, "1")
            with command.context_class(command, parent, info_name=name, **command.context_settings) as context:
                assert option.value_from_envvar(context) is not None, variable
            monkeypatch.delenv(variable)


TWO_WORDS = ["leases", "leases show", "leases stats", "perf", "perf find-max", "ping"]


@pytest.mark.parametrize(
    ("text", "why", "fix"),
    [
        ("[leases]\nx = 1\n", "'x' stands below [leases], which takes no options", "[leases.show], [leases.stats]"),
        ("[leases.shwo]\nx = 1\n", "'leases.shwo' is no command", "did you mean 'leases.show'?"),
        ("[perf.y]\nx = 1\n", "'perf.y' is no command", "known: perf.find-max"),
        ("[ping.y]\nx = 1\n", "'ping.y' is no command", "correct the file"),
        ("[leases]\nshow = 1\n", "'show' stands below [leases]", "[leases.show]"),
    ],
)
def test_what_stands_below_no_command_is_said(tmp_path: Path, text: str, why: str, fix: str) -> None:
    """Whatever command runs: a line that does nothing is a mistake that nobody would find."""
    with pytest.raises(ProblemError) as caught:
        load_defaults(str(written(tmp_path, text)), TWO_WORDS, GROUPS)
    assert why in caught.value.why
    assert fix in caught.value.fix


def test_groups_are_the_commands_that_do_nothing_alone() -> None:
    with dhcptool.make_context("dhcptool", [], resilient_parsing=True) as context:
        commands = {name: dhcptool.get_command(context, name) for name, _, _ in EVERY_COMMAND}
    assert {name for name, command in commands.items() if isinstance(command, Listed)} == set(GROUPS)


@pytest.mark.parametrize(
    ("key", "given", "words"),
    [
        ("limit", "abc", "'limit' below [leases.show]: 'abc' is not a valid integer range."),
        ("limit", -5, "-5 is not in the range x>=0."),
        ("limit", 1.5, "'1.5' is not a valid"),
        ("limit", True, "it takes a value, not true"),
        ("limit", [1], "it takes one value, not a list"),
        ("limit", {"a": 1}, "it takes a plain value"),
        ("in", ["192.0.2.0/24", False], "it takes a value, not false"),
        ("in", [["192.0.2.0/24"]], "it takes a plain value"),
        ("corner", [1], "2 values but 1 was given"),
        ("json", "maybe", "'maybe' is not a valid boolean"),
    ],
)
def test_a_value_that_an_option_cannot_take_is_said(key: str, given: object, words: str) -> None:
    with pytest.raises(ProblemError) as caught:
        by_parameter("/etc/c.toml", SHOWN, {key: given})
    assert caught.value.code is Exit.UNREADABLE
    assert "/etc/c.toml" in caught.value.what
    assert words in caught.value.why


@pytest.mark.parametrize(
    ("key", "given", "parameter", "value"),
    [
        ("limit", 5, "limit", "5"),
        ("in", "192.0.2.0/24", "prefixes", ["192.0.2.0/24"]),
        ("now", datetime(2026, 11, 21, 5, tzinfo=UTC), "now", "2026-11-21 05:00:00+00:00"),
        ("corner", [1, 2], "corner", ["1", "2"]),
        ("json", "yes", "as_json", "yes"),
        ("json", False, "as_json", False),
    ],
)
def test_values_are_what_the_command_line_would_say(key: str, given: object, parameter: str, value: object) -> None:
    assert by_parameter("c", SHOWN, {key: given}) == {parameter: value}


def test_every_command_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "dhcptool").mkdir()
    written(tmp_path / "dhcptool", "[leases]\nx = 1\n")
    assert run(["options", "router"]) == Exit.UNREADABLE
    assert "'x' stands below [leases]" in capsys.readouterr().err


def test_a_bad_value_is_told_with_where_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "dhcptool").mkdir()
    (tmp_path / "dhcptool" / "config.toml").write_text('[leases.show]\nnow = "noon"\n')
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert run(["leases", "show"]) == 2
    assert f"why: {tmp_path}/dhcptool/config.toml sets it" in capsys.readouterr().err
    monkeypatch.setenv("DHCPTOOL_LEASES_SHOW_NOW", "noon")
    assert run(["leases", "show"]) == 2
    assert "why: DHCPTOOL_LEASES_SHOW_NOW in the environment sets it" in capsys.readouterr().err
    assert run(["leases", "show", "--now", "noon"]) == 2
    assert "why:" not in capsys.readouterr().err
    monkeypatch.setenv("DHCPTOOL_LEASES_SHOW_LIMIT", "few")
    assert run(["leases", "show"]) == 2
    assert "why: DHCPTOOL_LEASES_SHOW_LIMIT in the environment sets it" in capsys.readouterr().err
    monkeypatch.setenv("DHCPTOOL_COLOR", "mauve")
    assert run(["leases", "show"]) == 2
    assert "why: DHCPTOOL_COLOR in the environment sets it" in capsys.readouterr().err


def test_a_nul_is_in_no_value(tmp_path: Path) -> None:
    with dhcptool.make_context("dhcptool", [], resilient_parsing=True) as context:
        dump = dhcptool.get_command(context, "dump")
        assert dump is not None
        with pytest.raises(ProblemError, match="a NUL is in it"):
            by_parameter("config.toml", dump, {"read": ["a\0b"]})
