"""``dhcptool ping`` as a user runs it, against the built-in server and scripted ones."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from dhcpserver.embedded import Embedded
from dhcptools.packet.v4 import Message4
from support.answerer import Answerer
from support.command import command, dhcptool, environment
from support.replies4 import nak4


@pytest.fixture(scope="module")
def server4() -> Iterator[Embedded]:
    with Embedded(4) as server:
        yield server


@pytest.fixture(scope="module")
def server6() -> Iterator[Embedded]:
    with Embedded(6) as server:
        yield server


def ping(home: Path, server: Embedded, *arguments: str) -> subprocess.CompletedProcess[str]:
    return dhcptool(home, "ping", "-s", server.address, "-N", str(server.port), *arguments)


def test_a_server_that_answers(tmp_path: Path, server4: Embedded) -> None:
    done = ping(tmp_path, server4, "-c", "2", "-i", "0.01")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("DHCPOFFER from 127.0.0.1: seq=") == 2
    assert "2 requests sent, 2 answered, 0 refused, 0% unanswered" in done.stdout


def test_every_question_of_both_families(tmp_path: Path, server4: Embedded, server6: Embedded) -> None:
    request = ping(tmp_path, server4, "-c", "1", "--request", "--address", "10.0.0.77", "--mac", "02:00:5e:00:53:01")
    assert request.returncode == 0
    assert "DHCPACK" in request.stdout
    assert "Advertise" in ping(tmp_path, server6, "-c", "1").stdout
    assert "Reply" in ping(tmp_path, server6, "-c", "1", "--inform").stdout
    assert "by Renew" in ping(tmp_path, server6, "-c", "1", "--request", "--address", "2001:db8::77").stdout


def test_json_and_quiet(tmp_path: Path, server4: Embedded) -> None:
    document = json.loads(ping(tmp_path, server4, "-c", "1", "--json").stdout)
    assert (document["schema"], document["received"]) == ("dhcptool.ping/1", 1)
    quiet = ping(tmp_path, server4, "-c", "1", "-q")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")


def test_nobody_there(tmp_path: Path) -> None:
    with Answerer(lambda _: []) as silent:
        done = dhcptool(tmp_path, "ping", "-s", "127.0.0.1", "-N", str(silent.port), "-c", "1", "-W", "0.05")
    assert done.returncode == 1
    assert "no answer: seq=1" in done.stdout


def test_a_nak_is_said_and_is_no_success(tmp_path: Path) -> None:
    with Answerer(lambda octets: [nak4(Message4.decode(octets), b"go \x1baway").encode()]) as server:
        done = dhcptool(
            tmp_path,
            "ping",
            "-s",
            "127.0.0.1",
            "-N",
            str(server.port),
            "-c",
            "1",
            "--request",
            "--address",
            "192.0.2.10",
        )
    assert done.returncode == 1
    assert "DHCPNAK from 127.0.0.1: seq=1" in done.stdout
    assert '"go \\x1baway"' in done.stdout


def test_nagios_states(tmp_path: Path, server4: Embedded) -> None:
    fine = ping(tmp_path, server4, "--nagios")
    assert (fine.returncode, fine.stdout[:8]) == (0, "DHCP OK ")
    slow = ping(tmp_path, server4, "--nagios", "--warning", "0", "--critical", "0")
    assert slow.returncode == 2
    unknown = dhcptool(tmp_path, "ping", "-s", "no-such-host.invalid", "--nagios")
    assert unknown.returncode == 3
    assert unknown.stdout.startswith("DHCP UNKNOWN - ")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_signal_still_prints_the_summary(
    tmp_path: Path, server4: Embedded, number: signal.Signals, code: int
) -> None:
    arguments = command("ping", "-s", server4.address, "-N", str(server4.port), "-i", "30")
    with subprocess.Popen(arguments, env=environment(tmp_path), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        while "seq=1" not in process.stdout.readline():
            pass
        process.send_signal(number)
        rest = process.stdout.read()
        assert process.wait(10) == code
    assert "1 requests sent, 1 answered" in rest


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        ((), "'-s'"),
        (("-s", "127.0.0.1", "-4", "-6"), "exclude"),
        (("-s", "127.0.0.1", "--request"), "--address"),
        (("-s", "127.0.0.1", "--request", "--address", "::1"), "no IPv4 address"),
        (("-s", "127.0.0.1", "--mac", "zz"), "hardware address"),
        (("-s", "127.0.0.1", "--warning", "1"), "--nagios"),
        (("-s", "127.0.0.1", "-6"), ""),
    ],
)
def test_mistakes(tmp_path: Path, arguments: tuple[str, ...], word: str) -> None:
    done = dhcptool(tmp_path, "ping", "-c", "1", *arguments)
    assert done.returncode in {2, 4}
    assert word in done.stderr
    assert "Traceback" not in done.stderr
