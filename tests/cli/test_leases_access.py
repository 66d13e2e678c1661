from __future__ import annotations

from io import StringIO
from pathlib import Path

import click
import pytest

from dhcptools.cli import leases_access
from dhcptools.cli.errors import ProblemError
from dhcptools.cli.leases_access import access_options, current_access, warn_of_password
from dhcptools.leases.access import Access
from support.kea_api import Server, http, lease4
from support.terminal import at_terminal


def given(*arguments: str) -> Access:
    found: list[Access] = []

    @click.command()
    @access_options
    def command() -> None:
        found.append(current_access(frozenset((4,))))

    command.main(list(arguments), standalone_mode=False)
    return found[0]


def test_options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO())
    assert given() == Access(families=frozenset((4,)))
    assert current_access() == Access()
    file = tmp_path / "password"
    file.write_text("geheim \nmore\n")
    found = given(
        "--user", "u", "--password-file", str(file), "--ca", "a", "--cert", "b", "--key", "c", "--service", "dhcp4",
        "--service", "dhcp6", "--timeout", "2", "--allow-get-all",
    )  # fmt: skip  # a command line
    assert found == Access(
        "u", "geheim ", None, "a", "b", "c", frozenset((4,)), ("dhcp4", "dhcp6"), 2.0, allow_get_all=True
    )


def test_a_password_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="cannot read the password"):
        given("--password-file", str(tmp_path / "none"))


def test_a_person_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    asked = []

    def prompt(text: str, **_: object) -> str:
        asked.append(text)
        return "geheim"

    monkeypatch.setattr(leases_access.sys, "stdin", Terminal())
    monkeypatch.setattr(leases_access.sys, "stderr", Terminal())
    monkeypatch.setattr(click, "prompt", prompt)
    ask = given().prompt
    assert ask is not None
    assert ask("u\x1b[2J", "kea") == "geheim"
    assert asked == ["Password of u\\x1b[2J at kea"]


def test_a_password_in_a_url_is_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    for source in (None, "/a/b:c@d", "unix:/a:b@c", "http://u@kea/", "http://kea:8000/a:b@c"):
        warn_of_password(source)
    assert capsys.readouterr().err == ""
    warn_of_password("pgsql://u:geheim@db/kea")
    err = capsys.readouterr().err
    assert "--password-file" in err
    assert "geheim" not in err


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        (b"geheim\n", 0, "10.0.0.1"),
        (b"falsch\n", 5, "authentication failed"),
        (b"\n", 5, "authentication failed"),
        (b"\xff\n", 5, "it is no UTF-8"),
        (b"\x03", 130, ""),
        (b"\x04", 130, ""),
    ],
    ids=["right", "wrong", "none", "no text", "ctrl-c", "ctrl-d"],
)
def test_the_question_at_a_terminal(tmp_path: Path, typed: bytes, code: int, words: str) -> None:
    """Nothing of it is echoed, neither by the terminal nor by us, and the terminal is as it was afterwards."""
    server = Server(4, [lease4(1)])
    with http(lambda request: [server.answer(request)], login="kea:geheim") as source:
        told = at_terminal(tmp_path, "leases", "show", source, "--all", "--user", "kea", typed=typed)
    assert (told.returncode, told.echoed, told.echoes_after) == (code, False, True), told.shown
    assert told.shown.startswith(f"Password of kea at {source}: ")
    assert words in told.shown
    for secret in ("geheim", "falsch"):
        assert secret not in told.shown
