from __future__ import annotations

from io import StringIO
from pathlib import Path

import click
import pytest

from dhcptools.cli import leases_access
from dhcptools.cli.errors import ProblemError
from dhcptools.cli.leases_access import access_options, current_access, warn_of_password
from dhcptools.leases.access import Access


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
