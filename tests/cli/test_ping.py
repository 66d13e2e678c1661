"""``dhcptool ping`` as a user runs it, against the built-in server and scripted ones."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import time
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
        ((), "name the server"),
        (("",), "name the server"),
        (("127.0.0.1", "-s", "127.0.0.2"), "one server is asked"),
        (("255.255.255.255",), "dhcptool discover -i IFACE"),
        (("-s", "127.0.0.1", "-4", "-6"), "exclude"),
        (("-s", "127.0.0.1", "--request"), "--address"),
        (("-s", "127.0.0.1", "--request", "--address", "::1"), "no IPv4 address"),
        (("-s", "127.0.0.1", "--mac", "zz"), "hardware address"),
        (("-s", "127.0.0.1", "--warning", "1"), "--nagios"),
        (("-s", "127.0.0.1", "-6"), ""),
        (("-s", "127.0.0.1", "--address", "192.0.2.1"), "--address is for --request and --inform"),
        (("-s", "::1", "--inform", "--address", "::2"), "--address is for --request"),
        (("-s", "127.0.0.1", "--keep"), "--keep is for --request"),
        (("-s", "127.0.0.1", "--duid", "00:03"), "--duid is DHCPv6's"),
        (("-s", "127.0.0.1", "--iaid", "2"), "--iaid is DHCPv6's"),
        (("-s", "127.0.0.1", "--json", "-q"), "exclude each other"),
        (("-s", "127.0.0.1", "-W", "nan"), "nan is no number"),
        (("-s", "127.0.0.1", "-i", "inf"), "inf is not in the range"),
        (("-s", "fe80::1%nosuch"), "there is no interface nosuch"),
        (
            (
                "-s",
                "ff02::1:2",
            ),
            "add the zone: ff02::1:2%eth0",
        ),
    ],
)
def test_mistakes(tmp_path: Path, arguments: tuple[str, ...], word: str) -> None:
    done = dhcptool(tmp_path, "ping", "-c", "1", *arguments)
    assert done.returncode in {2, 4}
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_a_server_may_stand_alone(tmp_path: Path, server4: Embedded) -> None:
    done = dhcptool(tmp_path, "ping", server4.address, "-N", str(server4.port), "-c", "1")
    assert done.returncode == 0, done.stderr
    assert "1 answered" in done.stdout


@pytest.mark.parametrize("arguments", [("--critical", "nan"), ("--nosuch",), ("--json",), ("--request",)])
def test_a_wrong_command_line_is_unknown_to_nagios_and_not_critical(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = dhcptool(tmp_path, "ping", "-s", "127.0.0.1", "--nagios", *arguments)
    assert done.returncode == 3
    assert done.stdout.startswith("DHCPTOOL UNKNOWN - ")
    assert done.stdout.count("\n") == 1
    assert "fix:" in done.stderr


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 1)])
def test_a_question_on_the_way_is_one_that_was_sent(tmp_path: Path, number: signal.Signals, code: int) -> None:
    with Answerer(lambda _: []) as silent:
        arguments = command("ping", "-s", "127.0.0.1", "-N", str(silent.port), "-W", "30")
        with subprocess.Popen(arguments, env=environment(tmp_path), stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            process.stdout.readline()
            until_s = time.monotonic() + 10
            while not silent.heard and time.monotonic() < until_s:
                time.sleep(0.01)
            process.send_signal(number)
            rest = process.stdout.read()
            assert process.wait(10) == code
    assert "1 requests sent, 0 answered, 0 refused, 100% unanswered" in rest


def test_nagios_is_told_of_closed_ports(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    done = dhcptool(tmp_path, "ping", "-s", "127.0.0.1", "-N", str(port), "-W", "0.2", "--nagios")
    assert done.returncode == 2
    assert "ICMP port unreachable" in done.stdout
    document = json.loads(dhcptool(tmp_path, "ping", "127.0.0.1", "-N", str(port), "-W", "0.2", "-c1", "--json").stdout)
    assert document["unreachable"] == 1


def test_prometheus_is_told_while_it_goes_on_and_when_it_could_not_ask(tmp_path: Path, server4: Embedded) -> None:
    prom = tmp_path / "ping.prom"
    arguments = command("ping", server4.address, "-N", str(server4.port), "-i", "30", "-q", "--prom", str(prom))
    with subprocess.Popen(arguments, env=environment(tmp_path)) as process:
        until_s = time.monotonic() + 10
        while not prom.exists() and time.monotonic() < until_s:
            time.sleep(0.01)
        told = prom.read_text()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert f'dhcptool_ping_success{{server="{server4.address}",family="4",question="discover"}} 1\n' in told
    assert prom.stat().st_mode & 0o777 == 0o644
    down = dhcptool(tmp_path, "ping", "fe80::1%nosuch", "--prom", str(prom))
    assert down.returncode == 4
    assert 'dhcptool_ping_up{server="fe80::1%nosuch",family="6",question="discover"} 0\n' in prom.read_text()
    nowhere = ping(tmp_path, server4, "-c", "1", "--prom", str(tmp_path / "absent" / "file"))
    assert (nowhere.returncode, nowhere.stdout) == (4, "")
    assert "cannot write" in nowhere.stderr


def test_sigquit_tells_how_it_stands_and_ends_nothing(tmp_path: Path, server4: Embedded) -> None:
    arguments = command("ping", server4.address, "-N", str(server4.port), "-i", "30")
    with subprocess.Popen(
        arguments, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        while "seq=1" not in process.stdout.readline():
            pass
        process.send_signal(signal.SIGQUIT)
        assert process.stderr.readline().startswith("1/1 answered, 0% unanswered, min/mean/max/mdev = ")
        process.send_signal(signal.SIGINT)
        assert "1 requests sent, 1 answered" in process.stdout.read()
        assert process.wait(10) == 130
