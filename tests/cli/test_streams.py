from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys

import pytest

from dhcptools.cli.streams import note, ready_streams, result, styled, unwritable, wants_colour


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


def test_what_an_encoding_lacks_is_escaped_so_that_json_stays_json(monkeypatch: pytest.MonkeyPatch) -> None:
    octets = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(octets, encoding="ascii"))
    ready_streams()
    text = "pc-\xe9 \u201c \U0001f600 \udcff"
    result(json.dumps(text, ensure_ascii=False))
    assert octets.getvalue() == b'"pc-\\u00e9 \\u201c \\ud83d\\ude00 \\udcff"'
    assert json.loads(octets.getvalue()) == text


def test_a_closed_stream_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    ready_streams()
    result("nobody reads this\n")
    note("nor this")
    assert sys.stdin.read() == ""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.close()


def test_a_full_disk_is_told_from_other_faults() -> None:
    assert unwritable(OSError(errno.ENOSPC, "full"))
    assert not unwritable(OSError(errno.ENOENT, "absent"))


def test_a_stderr_that_nobody_reads_ends_nothing() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    script = "from dhcptools.cli.streams import note, err_result, result; note('a'); err_result('b'); result('c')"
    ran = subprocess.run([sys.executable, "-c", script], stderr=writer, stdout=subprocess.PIPE, timeout=60, check=False)
    os.close(writer)
    assert (ran.returncode, ran.stdout) == (0, b"c")
