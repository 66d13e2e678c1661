from __future__ import annotations

from pathlib import Path

import click
import pytest

from dhcptools.cli.config import check_names, config_path, load_defaults
from dhcptools.cli.errors import ProblemError
from dhcptools.cli.exits import Exit

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
    check_names(Path("c"), command, {"rate": 1})
    with pytest.raises(ProblemError) as caught:
        check_names(Path("c"), command, {"rat": 1})
    assert (caught.value.why, caught.value.fix) == ("'rat' is no option of 'perf'", "did you mean 'rate'?")
