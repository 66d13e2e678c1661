from __future__ import annotations

import pytest

from dhcptools.cli.errors import ProblemError, explain, explain_bug
from dhcptools.cli.exits import Exit


def test_what_why_and_fix(capsys: pytest.CaptureFixture[str]) -> None:
    explain("cannot bind", "the port is busy", "stop the other one")
    assert capsys.readouterr() == ("", "dhcptool: cannot bind\n  why: the port is busy\n  fix: stop the other one\n")


def test_what_is_not_known_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    explain("cannot bind")
    assert capsys.readouterr().err == "dhcptool: cannot bind\n"


def test_controls_are_escaped_and_colour_is_ours_alone(capsys: pytest.CaptureFixture[str]) -> None:
    explain("no file '\x1b[2J'", colour="always")
    assert capsys.readouterr().err == "\x1b[1;31mdhcptool:\x1b[0m no file '\\x1b[2J'\n"


def test_what_was_typed_is_quoted_as_far_as_somebody_reads(capsys: pytest.CaptureFixture[str]) -> None:
    explain(f"cannot read {'x' * 100_000}: gone")
    said = capsys.readouterr().err
    assert len(said) < 5000
    assert said.startswith("dhcptool: cannot read xxx")
    assert said.endswith("xxx: gone\n")


def test_a_bug_names_its_place_and_shows_its_traceback_on_demand(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(KeyError) as caught:
        {}["xid"]
    explain_bug(caught.value, debug=False)
    short = capsys.readouterr().err
    explain_bug(caught.value, debug=True)
    long = capsys.readouterr().err
    assert short.startswith("dhcptool: internal error: KeyError: 'xid'\n  why: a defect of dhcptool at ")
    assert "test_errors.py:" in short
    assert "--debug" in short
    assert "Traceback" not in short
    assert "Traceback" in long


def test_a_problem_is_of_the_environment_unless_it_says_otherwise() -> None:
    assert ProblemError("x").code is Exit.ENVIRONMENT
    assert ProblemError("x", code=Exit.UNREADABLE).code is Exit.UNREADABLE
