from __future__ import annotations

from pathlib import Path

import pytest

from dhcptools.net.errors import NetError
from dhcptools.probe import hook
from dhcptools.probe.hook import check_hook, run_hook


def script(folder: Path, text: str) -> str:
    path = folder / "hook"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def test_it_sees_the_variables_and_little_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "1")
    program = script(tmp_path, f'printf "%s|%s" "$new_domain_name" "$SECRET" >{tmp_path}/seen')
    assert run_hook(program, {"new_domain_name": "a b; echo $x"}) == 0
    assert (tmp_path / "seen").read_text() == "a b; echo $x|"


def test_its_status_comes_back(tmp_path: Path) -> None:
    assert run_hook(script(tmp_path, "exit 3"), {}) == 3


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(NetError, match="No such file"):
        run_hook(str(tmp_path / "nosuch"), {})


def test_a_name_is_a_program_and_not_a_command_line(tmp_path: Path) -> None:
    with pytest.raises(NetError):
        run_hook(f"{script(tmp_path, 'exit 0')}; true", {})


def test_a_program_is_looked_for_before_it_is_needed(tmp_path: Path) -> None:
    check_hook(script(tmp_path, "exit 0"))
    check_hook("sh")  # as run_hook does, by PATH
    text = tmp_path / "text"
    text.write_text("true")
    for program, why in (
        (str(text), "Permission denied"), (str(tmp_path / "nosuch"), "No such file"), ("", "without a name"),
    ):  # fmt: skip  # a pair a line
        with pytest.raises(NetError, match=why):
            check_hook(program)


def test_one_that_goes_on_is_asked_to_end_and_its_answer_counts(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    program = script(tmp_path, f"trap 'exit 7' TERM\ntouch {ready}\nwhile :; do sleep 0.05; done")
    assert run_hook(program, {}, stop=ready.exists) == 7


def test_one_that_does_not_care_is_made_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hook, "_LAST_S", 0.1)
    ready = tmp_path / "ready"
    program = script(tmp_path, f"trap '' TERM\ntouch {ready}\nwhile :; do sleep 0.05; done")
    assert run_hook(program, {}, stop=ready.exists) == -9


def test_one_that_is_run_at_the_end_gets_its_time(tmp_path: Path) -> None:
    assert run_hook(script(tmp_path, "sleep 0.5\nexit 2"), {}, stop=lambda: True) == 2
