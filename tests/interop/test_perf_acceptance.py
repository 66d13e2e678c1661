"""What people who know perfdhcp expect of ``dhcptool perf``, and what they have missed in it, command line by command
line: against Kea, and against a server whose faults are known.
"""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6, decode6
from support.command import command, environment
from support.namespaces import Namespace
from support.peers import Kea
from support.perf_load import FOUR, KEA4, KEA6, SCHEMA, SIX, Load, at, counts, delayed, fast
from support.scripted import Reply, ScriptedServer, answer4, nak4


@pytest.fixture
def loopback() -> Iterator[Namespace]:
    with Namespace("127.0.0.2/8", "2001:db8::1/128", "2001:db8::2/128", "fe80::1/64") as namespace:
        yield namespace


@pytest.mark.parametrize("flag", ["-h", "--help", "-v", "-V"])
def test_what_is_asked_for_is_told(flag: str, tmp_path: Path) -> None:
    done = Load(tmp_path).text(flag)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


def test_what_is_in_flight_is_awaited(loopback: Namespace, tmp_path: Path) -> None:
    """perfdhcp leaves when the last request has left: one drop, exit status 3."""
    with Kea(loopback, 4, KEA4, tmp_path):
        done = Load(tmp_path, loopback).text("-r", "50", "-n", "5", "-R", "5", *FOUR)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("sent packets: 5\nreceived packets: 5\ndrops: 0\n") == 2


def test_requests_are_those_of_a_relay_and_its_clients(tmp_path: Path) -> None:
    with ScriptedServer(fast) as server:
        code, _ = Load(tmp_path).json("-r", "100", "-n", "7", "-R", "3", *at(server))
        seen = [Message4.decode(octets) for _, octets in server.requests]
    assert code == 0
    discovers = [message for message in seen if message.message_type == 1]
    requests = [message for message in seen if message.message_type == 3]
    assert [message.chaddr[:6].hex(":")[-2:] for message in discovers] == ["04", "05", "06", "04", "05", "06", "04"]
    assert {message.xid for message in requests} == {message.xid for message in discovers}
    for message in seen:
        assert (message.hops, str(message.giaddr)[:7]) == (1, "127.77.")
        assert message.first(61) == b"\1" + message.chaddr[:6]
        assert message.first(55) == bytes((1, 28, 2, 3, 15, 6, 12))


def test_octets_of_the_base_are_added_without_carry(tmp_path: Path) -> None:
    with ScriptedServer(fast) as server:
        Load(tmp_path).json("-b", "mac=00:0c:01:02:03:fe", "-R", "1000", "-r", "100", "-n", "3", *at(server))
        seen = [Message4.decode(octets) for _, octets in server.requests]
    assert [message.chaddr[:6].hex(":")[-2:] for message in seen if message.message_type == 1] == ["fe", "ff", "00"]


@pytest.mark.parametrize(("lease", "codes"), [("prefix-only", {25}), ("address-and-prefix", {3, 25})])
def test_what_is_asked_of_dhcpv6_is_asked_twice(
    lease: str, codes: set[int], loopback: Namespace, tmp_path: Path
) -> None:
    with Kea(loopback, 6, KEA6, tmp_path), loopback.socket(socket.AF_PACKET, socket.SOCK_RAW, 0x0300) as tap:
        code, report = Load(tmp_path, loopback).json("-e", lease, "-r", "50", "-n", "4", "-R", "4", *SIX)
        tap.setblocking(False)
        seen: dict[int, set[int]] = {}
        while True:
            try:
                frame = tap.recv(4096)
            except BlockingIOError:
                break
            octets = frame[62:]  # Ethernet, IPv6, UDP
            if frame[12:14] != b"\x86\xdd" or frame[20] != 17 or octets[:1] != b"\x0c":
                continue
            outer = decode6(octets)
            assert isinstance(outer, RelayMessage6)
            assert outer.hop_count == 0
            inner = outer.relayed()
            assert isinstance(inner, Message6)
            seen[inner.msg_type] = {option.code for option in inner.options} & {3, 25}
    assert (code, counts(report, "request_reply", "sent", "received")) == (0, (4, 4))
    assert seen == {1: codes, 3: codes}


def test_a_lease_at_once(loopback: Namespace, tmp_path: Path) -> None:
    """perfdhcp ends with an exception at the first Reply."""
    with Kea(loopback, 6, KEA6, tmp_path):
        code, report = Load(tmp_path, loopback).json("-i", "-c", "-r", "50", "-n", "10", "-R", "10", *SIX)
    assert code == 0
    assert (list(report["exchanges"]), counts(report, "solicit_reply", "sent", "received")) == (
        ["solicit_reply"], (10, 10),
    )  # fmt: skip  # two facts
    assert report["addresses"]["distinct"] == 10


@pytest.mark.parametrize(
    ("family", "ends", "names"),
    [
        (4, FOUR, ("request_ack", "renew_ack", "release")),
        (6, SIX, ("request_reply", "renew_reply", "release_reply")),
    ],
)
def test_answers_count_where_they_belong(
    family: int, ends: tuple[str, ...], names: tuple[str, ...], loopback: Namespace, tmp_path: Path
) -> None:
    """perfdhcp counts every answer to a renewal or release as an orphan of the second exchange too."""
    with Kea(loopback, family, KEA4 if family == 4 else KEA6, tmp_path) as kea:
        code, report = Load(tmp_path, loopback).json(
            "-r", "40", "-f", "16", "-F", "12", "-p", "2", "-R", "80", "--yes", "80", *ends
        )
        seen = kea.statistics()
    request, renew, release = names
    assert code == 0
    assert [counts(report, name, "orphans", "lost") for name in names] == [(0, 0)] * 3
    assert 24 <= counts(report, renew, "received")[0] <= 33
    assert 16 <= counts(report, release, "sent")[0] <= 25
    assert counts(report, request, "received") == (80,)
    assert seen[f"pkt{family}-release-received"] == counts(report, release, "sent")[0]


def test_a_line_an_interval(tmp_path: Path) -> None:
    with ScriptedServer(fast) as server:
        plain = Load(tmp_path).text("-r", "50", "-p", "2.5", "-t", "1", *at(server)).stdout
        parsed = Load(tmp_path).text("-r", "50", "-p", "2.5", "-t", "1", "-C", ",", *at(server)).stdout
    assert len(re.findall(r"^sent: \d+/\d+; received: \d+/\d+; drops: 0/0; rejected: 0/0$", plain, re.M)) == 2
    lines, report = parsed.split("***Rate statistics***")
    assert re.fullmatch(r"(\d+(,\d+){7}\n){2}", lines)
    first, second = ([int(word) for word in line.split(",")] for line in lines.splitlines())
    assert all(a < b for a, b in zip(first[:4], second[:4], strict=True))
    assert "sent packets: 125" in report


def test_late_is_not_in_time(tmp_path: Path) -> None:
    with ScriptedServer(delayed(0.45)) as server:
        code, late = Load(tmp_path).json("-i", "-r", "100", "-n", "50", "-d", "0.3", *at(server))
        good, known = Load(tmp_path).json("-i", "-r", "100", "-n", "50", "-d", "0.9", *at(server))
    assert (code, good) == (3, 0)
    assert counts(late, "discover_offer", "received", "late", "lost")[0] == 0
    assert counts(late, "discover_offer", "late")[0] >= 15  # those that came while the run went on
    assert late["exchanges"]["discover_offer"]["latency_ms"]["p50"] == pytest.approx(450, rel=0.1)
    assert counts(known, "discover_offer", "received", "late", "lost") == (50, 0, 0)


def test_copies_are_told_apart(tmp_path: Path) -> None:
    with ScriptedServer(lambda request, _: [(0, answer4(request).encode())] * 2) as server:
        code, report = Load(tmp_path).json("-r", "100", "-n", "20", "-R", "20", *at(server))
    assert code == 0
    assert counts(report, "discover_offer", "received", "duplicates") == (20, 20)
    assert counts(report, "request_ack", "received", "duplicates") == (20, 20)


def test_refusals_are_no_drops(tmp_path: Path) -> None:
    def refuse(request: Message4, number: int) -> list[Reply]:
        del number
        return [(0, (answer4 if request.message_type == 1 else nak4)(request).encode())]

    with ScriptedServer(refuse) as server:
        code, report = Load(tmp_path).json("-r", "100", "-n", "19", "-R", "19", *at(server))
    assert code == 3
    assert counts(report, "request_ack", "sent", "nak", "lost", "received") == (19, 19, 0, 0)


def test_every_third_is_lost_and_nothing_else(tmp_path: Path) -> None:
    def thirds(request: Message4, number: int) -> list[Reply]:
        return [] if request.message_type == 1 and number % 3 == 2 else [(0, answer4(request).encode())]

    with ScriptedServer(thirds) as server:
        code, report = Load(tmp_path).json("-r", "300", "-n", "600", "-R", "600", "-d", "0.5", *at(server))
    assert code == 3
    assert counts(report, "discover_offer", "sent", "received", "lost") == (600, 400, 200)
    assert counts(report, "request_ack", "sent", "received", "lost") == (400, 400, 0)


def test_only_what_is_lost_counts_against_a_limit(loopback: Namespace, tmp_path: Path) -> None:
    """perfdhcp -D 1 ends after its first DISCOVER, which cannot have been answered yet."""
    with Kea(loopback, 4, KEA4, tmp_path):
        code, report = Load(tmp_path, loopback).json("-D", "1", "-r", "100", "-n", "50", "-R", "50", *FOUR)
    assert (code, report["stopped_by"], counts(report, "request_ack", "received")) == (0, "requests", (50,))
    code, report = Load(tmp_path, loopback).json(
        "-D", "1", "-r", "100", "-p", "30", "-d", "0.2", "-l", "127.0.0.2", "127.0.0.3"
    )
    assert (code, report["stopped_by"]) == (3, "losses")
    assert report["duration_s"] < 1


def test_a_share_of_losses_below_the_limit_changes_nothing(tmp_path: Path) -> None:
    def twentieth(request: Message4, number: int) -> list[Reply]:
        return [] if number % 20 == 19 else [(0, answer4(request).encode())]

    with ScriptedServer(twentieth) as server:
        _, report = Load(tmp_path).json("-i", "-D", "10%", "-r", "200", "-n", "200", "-d", "0.2", *at(server))
        _, ended = Load(tmp_path).json("-i", "-D", "2%", "-r", "200", "-n", "900", "-d", "0.2", *at(server))
    assert (report["stopped_by"], counts(report, "discover_offer", "sent", "lost")) == ("requests", (200, 10))
    assert ended["stopped_by"] == "losses"
    assert counts(ended, "discover_offer", "sent")[0] < 900


def test_nobody_answers(tmp_path: Path) -> None:
    with ScriptedServer(lambda *_: []) as server:
        words = ("-r", "50", "-n", "5", "-d", "0.2", *at(server))
        text, (code, report) = Load(tmp_path).text(*words), Load(tmp_path).json(*words)
    assert (text.returncode, code) == (3, 3)
    assert not re.search(r"\b(inf|nan)\b", text.stdout)
    for name in ("min delay", "avg delay", "max delay", "std deviation"):
        assert re.search(rf"^{name}: n/a$", text.stdout, re.M)
    assert set(report["exchanges"]["discover_offer"]["latency_ms"].values()) == {None}
    assert report["duration_s"] < 1


def test_a_rate_that_cannot_be_kept_is_the_generators_fault(tmp_path: Path) -> None:
    with ScriptedServer(lambda *_: []) as server:
        done = Load(tmp_path).text(
            "-i", "-r", "15000000", "-n", "60000", "-d", "0.01", "--strict-rate", "--threshold", "sent>0", *at(server)
        )
    assert done.returncode == 3
    assert "the generator fell behind by" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_with_the_whole_report(number: signal.Signals, tmp_path: Path) -> None:
    program, log, kept = tmp_path / "program", tmp_path / "log", tmp_path / "run.json"
    program.write_text(f'#!/bin/sh\necho "$1" >> {log}\n')
    program.chmod(0o755)
    kept.write_text("an older run")
    with ScriptedServer(fast) as server:
        words = ("-r", "100", "-p", "60", "-t", "1", "-w", str(program), "--output", str(kept), *at(server))
        with subprocess.Popen(
            command("perf", *words),
            env=environment(tmp_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as running:
            assert running.stdout is not None
            while "sent: " not in (line := running.stdout.readline()):
                assert line, "it ended by itself"
            assert kept.read_text() == "an older run"
            running.send_signal(number)
            out, err = running.communicate(timeout=20)
    assert running.returncode == (130 if number == signal.SIGINT else 0), err
    assert f"{number.name}: this is what was measured until then" in err
    assert "***Statistics for: REQUEST-ACK***" in out
    report = json.loads(kept.read_text())
    SCHEMA.validate(report)
    assert report["stopped_by"] == number.name
    assert counts(report, "request_ack", "received")[0] >= 50
    assert log.read_text() == "start\nstop\n"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".run")] == []


def test_a_list_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    done = Load(tmp_path).text("-M", str(tmp_path / "none"), "-r", "1", "-p", "1", "127.0.0.1")
    assert (done.returncode, done.stdout) == (5, "")


def test_an_avalanche_ends_in_four_lines_or_badly(tmp_path: Path) -> None:
    with ScriptedServer(fast) as server:
        done = Load(tmp_path).text("--scenario", "avalanche", "-R", "100", *at(server))
    assert done.returncode == 0, done.stderr
    assert "It took 00:00:0" in done.stdout
    assert "Responses received: 200\n" in done.stdout
    with (
        ScriptedServer(lambda *_: []) as server,
        subprocess.Popen(
            command("perf", "--scenario", "avalanche", "-R", "20", *at(server)),
            env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as running,
    ):  # fmt: skip  # a process
        assert running.stdout is not None
        while "still waiting for" not in (line := running.stdout.readline()):
            assert line, "it ended by itself"
        running.terminate()
        assert "Responses received: 0\n" in running.communicate(timeout=20)[0]
    assert running.returncode == 3
