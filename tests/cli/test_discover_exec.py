from __future__ import annotations

from pathlib import Path

import pytest

from dhcptools.cli.discover_exec import run_each


def script(folder: Path, text: str) -> str:
    path = folder / "hook"
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


def test_once_for_each_and_never_on_stdout(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    program = script(tmp_path, f'#!/bin/sh\necho "$DHCP_EVENT" >>{tmp_path}/seen\necho told\n')
    run_each(program, [{"DHCP_EVENT": "appeared; rm -rf x"}, {"DHCP_EVENT": "gone"}])
    assert (tmp_path / "seen").read_text() == "appeared; rm -rf x\ngone\n"
    assert capfd.readouterr() == ("", "told\ntold\n")


def test_one_that_fails_is_told_and_ends_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run_each(script(tmp_path, "#!/bin/sh\nexit 3\n"), [{}, {}])
    assert capfd.readouterr().err.count("ended with status 3") == 2
    run_each(script(tmp_path, "no #! line"), [{}, {}])
    assert capfd.readouterr().err.count("Exec format error") == 1


def test_without_a_program_nothing_runs() -> None:
    run_each(None, [{}])
