from __future__ import annotations

from pathlib import Path

import pytest

from dhcptools.cli.errors import ProblemError
from dhcptools.cli.wrapped import Wrapped


def test_the_program_gets_start_and_stop(tmp_path: Path) -> None:
    program, log = tmp_path / "program", tmp_path / "log"
    program.write_text(f'#!/bin/sh\necho "$# $1" >> {log}\n')
    program.chmod(0o755)
    wrapped = Wrapped(str(program))
    with wrapped:
        wrapped.wait()
        assert log.read_text() == "1 start\n"
    wrapped.wait()
    assert log.read_text() == "1 start\n1 stop\n"


def test_none_is_no_program() -> None:
    with Wrapped(None) as wrapped:
        wrapped.wait()


def test_a_program_that_is_not_there_is_found_out_first(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match="cannot run"), Wrapped(str(tmp_path / "none")):
        pytest.fail("the load must not start")


def test_stdout_can_be_kept_free(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    wrapped = Wrapped("echo", quiet=True)
    with wrapped:
        wrapped.wait()
    wrapped.wait()
    told = capfd.readouterr()
    assert told.out == ""
    assert told.err == "start\nstop\n"
