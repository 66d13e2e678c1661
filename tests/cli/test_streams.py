from __future__ import annotations

import io

import pytest

from dhcptools.cli.streams import note, result, styled, wants_colour


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    return monkeypatch


def test_terminals_get_colour_and_pipes_do_not(bare: pytest.MonkeyPatch) -> None:
    assert wants_colour(Terminal())
    assert not wants_colour(io.StringIO())
    bare.setenv("TERM", "dumb")
    assert not wants_colour(Terminal())


def test_force_color_reaches_pipes_and_no_color_comes_first(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("FORCE_COLOR", "1")
    assert wants_colour(io.StringIO())
    bare.setenv("NO_COLOR", "1")
    assert not wants_colour(Terminal())
    bare.setenv("NO_COLOR", "")
    assert wants_colour(io.StringIO())


def test_the_flag_comes_before_everything(bare: pytest.MonkeyPatch) -> None:
    bare.setenv("NO_COLOR", "1")
    assert wants_colour(io.StringIO(), "always")
    bare.delenv("NO_COLOR")
    bare.setenv("FORCE_COLOR", "1")
    assert not wants_colour(Terminal(), "never")


def test_styled() -> None:
    assert styled("x", "1;31", True) == "\x1b[1;31mx\x1b[0m"
    assert styled("x", "1;31", False) == "x"


def test_results_and_remarks_keep_apart(capsys: pytest.CaptureFixture[str]) -> None:
    result("42\n")
    note("slow")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("42\n", "dhcptool: slow\n")
