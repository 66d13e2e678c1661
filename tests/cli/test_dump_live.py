from __future__ import annotations

import io
import json
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from dhcptools.net.capture import read_packets
from dhcptools.net.link import LinkSocket
from support.command import command, environment
from support.dumped import DISCOVER, SOLICIT, framed
from support.namespaces import Namespace, connect
from support.talks import dora


@pytest.fixture(scope="module")
def spaces() -> Iterator[tuple[Namespace, Namespace]]:
    with Namespace() as first, Namespace(beside=first) as second:
        connect(first, second)
        yield first, second


def listening(space: Namespace, home: Path, *arguments: str) -> subprocess.Popen[str]:
    process = space.popen(command("dump", *arguments), stderr=subprocess.PIPE, env=environment(home))
    assert process.stderr is not None
    assert "listening on" in process.stderr.readline()
    return process


def send(space: Namespace, *frames: bytes) -> None:
    with LinkSocket("eth0", sock=space.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)) as link:
        for frame in frames:
            assert link.send(frame)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_packets_are_shown_at_once_and_counted_at_the_end(
    spaces: tuple[Namespace, Namespace], tmp_path: Path, number: signal.Signals, code: int
) -> None:
    process = listening(spaces[1], tmp_path, "-i", "eth0", "--json", "-4")
    assert process.stdout is not None
    assert process.stderr is not None
    send(spaces[0], framed(SOLICIT), framed(DISCOVER))
    shown = json.loads(process.stdout.readline())
    assert (shown["source"], shown["dhcp"]["type"]) == ("eth0", "DHCPDISCOVER")
    process.send_signal(number)
    assert process.wait(10) == code
    assert process.stderr.read() == "dhcptool: 2 packets captured, 1 matched, 0 dropped by the kernel\n"


def test_a_file_of_what_passed(spaces: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    path = tmp_path / "out.pcapng"
    process = listening(spaces[1], tmp_path, "-i", "any", "-w", str(path), "-c", "2")
    send(spaces[0], framed(DISCOVER), framed(SOLICIT), framed(SOLICIT))
    assert process.wait(10) == 0
    found = list(read_packets(io.BytesIO(path.read_bytes())))
    assert [(packet.link_type, packet.interface) for packet in found] == [(276, "eth0"), (276, "eth0")]
    assert all((packet.time_ns or 0) > 10**18 for packet in found)


def test_without_the_privilege_it_says_what_helps(spaces: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    less = ["setpriv", "--bounding-set", "-net_raw", "--inh-caps", "-net_raw", "--"]
    ran = spaces[1].run([*less, *command("dump", "-i", "eth0")], check=False, env=environment(tmp_path))
    assert ran.returncode == 4
    assert "CAP_NET_RAW" in ran.stderr
    assert "fix:" in ran.stderr


def test_an_interface_that_is_not_there(spaces: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    ran = spaces[1].run(command("dump", "-i", "eth9"), check=False, env=environment(tmp_path))
    assert ran.returncode == 4
    assert "choose one of: lo, eth0" in ran.stderr
    ran = spaces[1].run(command("dump", "-i", "any", "--promiscuous"), check=False, env=environment(tmp_path))
    assert ran.returncode == 2


def test_a_summary_when_asked_and_at_the_end(spaces: tuple[Namespace, Namespace], tmp_path: Path) -> None:
    process = listening(spaces[1], tmp_path, "-i", "eth0", "--summary", "--json")
    assert process.stdout is not None
    send(spaces[0], framed(DISCOVER))
    told = {"messages": 0}
    while told["messages"] < 1:  # asked again until the packet has come through the ring
        process.send_signal(signal.SIGUSR1)
        told = json.loads(process.stdout.readline())
    assert (told["messages"], told["waiting"]) == (1, 1)
    send(spaces[0], framed(SOLICIT))
    process.send_signal(signal.SIGTERM)
    last = json.loads(process.communicate(timeout=10)[0])
    assert process.returncode == 0
    assert (last["messages"], last["waiting"]) == (2, 0)


def test_an_exchange_is_told_when_it_is_over_though_nothing_more_comes(
    spaces: tuple[Namespace, Namespace], tmp_path: Path
) -> None:
    process = listening(spaces[1], tmp_path, "-i", "eth0", "--pair", "--json")
    assert process.stdout is not None
    send(spaces[0], *(packet.octets for packet in dora()))
    told = json.loads(process.stdout.readline())
    assert (told["exchange"], told["outcome"], told["closed"]) == ("DORA", "granted", "complete")
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
