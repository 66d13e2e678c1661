from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from dhcptools.cli import lint_inputs
from dhcptools.cli.errors import ProblemError
from dhcptools.cli.lint_inputs import ask_kea, facts_for, given_target, mended, open_input, read, words, write_back
from dhcptools.lint import peer
from dhcptools.lint.engine import Settings
from dhcptools.lint.versions import NEWEST


def test_words() -> None:
    assert words(("kl2, KL302", "ALL"), "--select") == ("KL2", "KL302", "ALL")
    with pytest.raises(click.BadParameter, match="no rule begins with 'X'"):
        words(("x",), "--select")


def test_the_target(monkeypatch: pytest.MonkeyPatch) -> None:
    assert given_target("2.2") == (2, 2, 0)
    with pytest.raises(click.BadParameter, match="no version of Kea"):
        given_target("2")
    monkeypatch.setattr(peer, "installed_version", lambda: (2, 6, 1))
    assert given_target(None) == (2, 6, 1)
    monkeypatch.setattr(peer, "installed_version", lambda: None)
    assert given_target(None) == NEWEST


def test_the_host_is_looked_at_for_its_own_files(tmp_path: Path) -> None:
    assert facts_for([str(tmp_path / "k.json")], None).interfaces is None
    assert facts_for(["/etc/kea/kea-dhcp4.conf"], None).interfaces is not None
    assert facts_for(["/etc/kea/kea-dhcp4.conf", "x"], None).interfaces is None
    assert facts_for(["x"], "auto").interfaces is not None
    assert facts_for(["/etc/kea/x"], "none").interfaces is None
    kept = tmp_path / "facts.json"
    kept.write_text(json.dumps({"interfaces": ["eth7"]}))
    assert facts_for(["x"], str(kept)).interfaces == {"eth7"}
    kept.write_text("[]")
    with pytest.raises(ProblemError, match="cannot use"):
        facts_for(["x"], str(kept))
    with pytest.raises(ProblemError, match="cannot read"):
        facts_for(["x"], str(tmp_path / "no"))


def test_files(tmp_path: Path) -> None:
    path = tmp_path / "k.json"
    path.write_text('{ "Dhcp4": { "valid-lifetime": 010 } }')
    assert read(str(path)).startswith(b"{")
    only = Settings(select=("KL009",))
    assert [each.rule for each in open_input([str(path)], only)[0].findings] == ["KL009"]
    results, changes, fixed = mended([str(path)], only, unsafe=False)
    assert (results[0].findings, len(fixed)) == ([], 1)
    write_back({name: after for name, (_, after) in changes.items()})
    assert path.read_text() == '{ "Dhcp4": { "valid-lifetime": 10 } }'
    for call in (open_input, lambda files, settings: mended(files, settings, unsafe=False)):
        with pytest.raises(ProblemError) as caught:
            call(["/no-such"], only)
        assert caught.value.code == 2
    with pytest.raises(click.UsageError, match="cannot be fixed"):
        mended(["-"], only, unsafe=False)


def test_a_kea_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "k.json"
    path.write_text('{ "Dhcp4": { "valid-lifetime": 10 } }')
    results = open_input([str(path)], Settings(select=("KL009",)))
    monkeypatch.setattr(peer, "program", lambda _: None)
    with pytest.raises(ProblemError) as caught:
        ask_kea(results, Settings())
    assert caught.value.code == 4
    assert lint_inputs.STDIN == "-"
