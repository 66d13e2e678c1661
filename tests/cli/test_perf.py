from __future__ import annotations

import json
import os
import pty
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hdrh.histogram import HdrHistogram
from jsonschema import Draft202012Validator

from support.command import ROOT, command, dhcptool, environment

FIRST_LINE = "Server: the built-in one, started on loopback, since no SERVER was named."


def valid(text: str) -> Any:
    got = json.loads(text)
    Draft202012Validator(json.loads((ROOT / "dhcptools/schemas/perf-1.schema.json").read_text())).validate(got)
    return got


@pytest.mark.parametrize(
    ("family", "first", "second"),
    [("-4", "DISCOVER-OFFER", "REQUEST-ACK"), ("-6", "SOLICIT-ADVERTISE", "REQUEST-REPLY")],
)
def test_the_built_in_server_answers_everything(tmp_path: Path, family: str, first: str, second: str) -> None:
    ran = dhcptool(tmp_path, "perf", family, "-r", "500", "-n", "100", "-R", "50")
    assert ran.returncode == 0, ran.stderr
    lines = ran.stdout.splitlines()
    assert lines[:2] == [FIRST_LINE, f"Running: dhcptool perf {family} -r 500 -n 100 -R 50"]
    for name in (first, second):
        at = lines.index(f"***Statistics for: {name}***")
        assert lines[at + 1 : at + 4] == ["sent packets: 100", "received packets: 100", "drops: 0"]


def test_json_reconciles_and_is_kept(tmp_path: Path) -> None:
    kept = tmp_path / "run.json"
    ran = dhcptool(tmp_path, "perf", "-r", "1000", "-p", "0.2", "-R", "100", "--json", "--output", str(kept))
    assert ran.returncode == 0, ran.stderr
    assert ran.stderr.startswith(f"dhcptool: {FIRST_LINE}\n")
    assert kept.read_text() == ran.stdout
    got = valid(ran.stdout)
    assert (got["target"]["embedded"], got["verdict"], got["stopped_by"]) == (True, "pass", "period")
    assert got["addresses"] == {"distinct": 100, "duplicate": 0, "foreign": 0, "problems": []}
    assert [server["replies"] for server in got["servers"]] == [400]
    for exchange in got["exchanges"].values():
        assert (exchange["sent"], exchange["received"]) == (200, 200)
        assert exchange["latency_ms"]["min"] <= exchange["latency_ms"]["p50"] <= exchange["latency_ms"]["max"]
        assert HdrHistogram.decode(exchange["histogram"]).get_total_count() == 200


def test_two_way_stops_after_the_offer(tmp_path: Path) -> None:
    got = valid(dhcptool(tmp_path, "perf", "-i", "-r", "500", "-n", "20", "--json").stdout)
    assert list(got["exchanges"]) == ["discover_offer"]
    assert got["two_way_rate_pps"] > 0


def test_silence_is_a_failure_without_numbers(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        arguments = ("-r", "100", "-n", "5", "-d", "0.1", "-L", "0", "-N", str(silent.getsockname()[1]))
        ran = dhcptool(tmp_path, "perf", *arguments, "127.0.0.1", "--json")
    assert ran.returncode == 3, ran.stderr
    got = valid(ran.stdout)
    assert (got["verdict"], got["servers"]) == ("fail", [])
    assert got["exchanges"]["discover_offer"]["lost"] == 5
    assert set(got["exchanges"]["request_ack"]["latency_ms"].values()) == {None}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_report_what_was_measured(tmp_path: Path, number: signal.Signals) -> None:
    with subprocess.Popen(
        command("perf", "-r", "200", "-p", "60", "--json"),
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        assert running.stderr is not None
        assert FIRST_LINE in running.stderr.readline()
        running.send_signal(number)
        out, _ = running.communicate(timeout=20)
    got = valid(out)
    assert got["stopped_by"] == number.name
    by_outcome = {"pass": 0, "fail": 3}[got["verdict"]]
    assert running.returncode == (130 if number == signal.SIGINT else by_outcome)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("-r", "0", "-p", "1"), "'0' is not a positive integer"),
        (("-r", "1"), "--period, --requests or --stages must say when to end"),
        (("-4", "-6", "-r", "1", "-p", "1"), "-4 and -6 exclude each other"),
        (("-r", "1", "-p", "1", "-l", "192.0.2.1"), "need a SERVER"),
        (("-r", "1", "-p", "1", "-d", "1", "-d", "2", "-d", "3"), "at most 2 are read"),
        (("-r", "1", "-p", "1", "192.0.2.1", "192.0.2.2"), "unexpected extra argument"),
    ],
)
def test_refusals_say_why_in_one_line(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    ran = dhcptool(tmp_path, "perf", *arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    first, fix = ran.stderr.splitlines()
    assert words in first
    assert fix == "  fix: 'dhcptool perf --help' lists what it takes"


def test_a_file_that_cannot_be_written_is_found_out_first(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, "perf", "-r", "1", "-p", "1", "--output", str(tmp_path / "no" / "run.json"))
    assert (ran.returncode, ran.stdout) == (4, "")
    assert "cannot write" in ran.stderr


def test_an_unknown_name_is_of_the_environment(tmp_path: Path) -> None:
    ran = dhcptool(tmp_path, "perf", "-r", "1", "-p", "1", "--json", "192.0.2.300")
    assert (ran.returncode, ran.stdout) == (4, "")
    assert "why:" in ran.stderr
    assert "fix:" in ran.stderr


def test_defaults_come_from_the_file_and_the_environment(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "dhcptool"
    folder.mkdir(parents=True)
    settings = (
        "rate = 500",
        "drop-time = [0.5]",
        'threshold = "lost<1"',
        "yes = 5",
        "strict-rate = false",
        'mix = "dora=1"',
    )
    (folder / "config.toml").write_text("\n".join(("[perf]", *settings)))
    ran = dhcptool(tmp_path, "perf", "--json", DHCPTOOL_PERF_REQUESTS="5")
    assert ran.returncode == 0, ran.stderr
    told = valid(ran.stdout)
    assert (told["thresholds"][0]["expression"], told["configured"]["mix"]) == ("lost<1", {"dora": 1})
    configured = told["configured"]
    assert (configured["rate_pps"], configured["requests"], configured["drop_time_s"]) == (500, 5, 0.5)


def test_help_names_the_commands_beside_it_and_fits_a_terminal(tmp_path: Path) -> None:
    page = dhcptool(tmp_path, "perf", "--help", COLUMNS="80").stdout
    assert all(len(line) <= 80 for line in page.splitlines())
    for name in ("find-max", "report", "compare"):
        assert f"\n    dhcptool perf {name} " in page


@pytest.mark.parametrize(("quiet", "drawn"), [((), True), (("--quiet",), False)])
def test_a_terminal_shows_the_run(quiet: tuple[str, ...], drawn: bool, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    arguments = command("perf", "-r", "50", "-p", "1.5", "--json", *quiet)
    with subprocess.Popen(
        arguments,
        env=environment(tmp_path, TERM="xterm"),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    ) as running:
        os.close(theirs)
        assert running.stdout is not None
        valid(running.stdout.read())
    told = b""
    with suppress(OSError):  # a terminal that nobody has open any more
        while more := os.read(ours, 4096):
            told += more
    os.close(ours)
    assert running.returncode == 0
    assert (b"answered/s" in told) is drawn
    assert (FIRST_LINE.encode() in told) is drawn


@pytest.mark.parametrize(("answer", "code"), [("n", 130), ("y", 4)])
def test_a_terminal_is_asked_before_many_leases_are_taken(answer: str, code: int, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    # No packet leaves: the local address is none of this host's, which is found out after the question.
    program = """if True:
        import sys
        from dhcptools.cli import load, tree
        from dhcptools.cli.local import Local
        load.choose_local = lambda *_: Local("192.0.2.9", 0, relay_port=True)
        sys.exit(tree.run(sys.argv[1:]))
    """
    arguments = ("perf", "-r", "1", "-n", "1", "-R", "101", "192.0.2.1", "--json")
    with subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        env=environment(tmp_path), stdin=theirs, stdout=subprocess.PIPE, stderr=theirs, text=True,
    ) as running:  # fmt: skip  # a process
        os.close(theirs)
        told = b""
        while b"Go on? [y/N]" not in told:
            told += os.read(ours, 4096)
        os.write(ours, f"{answer}\n".encode())
        out, _ = running.communicate(timeout=20)
    os.close(ours)
    assert b"takes up to 101 leases from 192.0.2.1 port 67" in told
    assert (running.returncode, out) == (code, "")
