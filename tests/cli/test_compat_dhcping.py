"""``dhcptool compat dhcping`` without a network: what is refused before a socket is opened, and what is said."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Iterable

import pytest
from click.testing import CliRunner, Result

from dhcptools.cli import compat_dhcping
from dhcptools.cli.compat_dhcping import DIFFERENCES, dhcping
from dhcptools.net.sockets import NetError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from support.queries import FakeChannel, reply4

LEAST = ("-s", "192.0.2.1", "-c", "192.0.2.10", "-h", "02:00:5e:00:53:01")
Answer = Callable[[Message4], Iterable[Message4 | bytes]]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(dhcping, list(arguments), standalone_mode=False)


@pytest.fixture
def ports(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The ports that are asked for; any other is bound."""
    asked: list[int] = []
    original = compat_dhcping.open_udp

    def anywhere(family: int, local: str, port: int, **options: bool) -> socket.socket:
        asked.append(port)
        return original(family, local, 0, **options)

    monkeypatch.setattr(compat_dhcping, "open_udp", anywhere)
    return asked


def answered(monkeypatch: pytest.MonkeyPatch, answer: Answer, source: str = "192.0.2.1") -> FakeChannel:
    def octets(request: bytes) -> list[bytes]:
        return [found if isinstance(found, bytes) else found.encode() for found in answer(Message4.decode(request))]

    channel = FakeChannel(octets, source)
    monkeypatch.setattr(compat_dhcping, "UdpChannel", lambda *_: channel)
    return channel


def test_no_arguments() -> None:
    got = run()
    assert (got.return_value, got.stdout, got.stderr) == (
        1, "dhcping -c ciaddr -g giaddr -h chaddr -r -s server -t maxwait -i -v -q\n", "",
    )  # fmt: skip  # one row


def test_a_wrong_line_is_refused() -> None:
    got = run(*LEAST, "-r", "-i")
    assert (got.return_value, got.stdout, got.stderr) == (1, "", "Error: -r and -i are mutally exclusive.\n")


def test_a_port_that_is_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise NetError("cannot open UDP 68", "it needs CAP_NET_BIND_SERVICE", "sudo", errno.EACCES)

    monkeypatch.setattr(compat_dhcping, "open_udp", refused)
    got = run(*LEAST)
    assert got.return_value == 1
    assert got.stdout == "This program should only be ran by root or be installed as setuid root.\n"
    assert "CAP_NET_BIND_SERVICE" in got.stderr


@pytest.mark.parametrize(("more", "kinds"), [((), [3, 7]), (("-i",), [8]), (("-v",), [3, 7])])
def test_granted(more: tuple[str, ...], kinds: list[int], ports: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    channel = answered(monkeypatch, lambda request: [] if request.message_type == 7 else [reply4(request, 5)])
    got = run(*LEAST, *more)
    assert (got.return_value, got.stdout, got.stderr) == (0, "Got answer from: 192.0.2.1\n", "")
    sent = [Message4.decode(octets) for octets, _ in channel.sent]
    assert [message.message_type for message in sent] == kinds
    assert len({message.xid for message in sent}) == len(kinds)
    assert ports == [68]


def test_a_relay_agent_is_answered_at_its_port(ports: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    answered(monkeypatch, lambda request: [reply4(request, 5)])
    assert run(*LEAST, "-g", "192.0.2.2").return_value == 0
    assert ports == [67]


def test_refused(ports: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    channel = answered(monkeypatch, lambda request: [reply4(request, 6, RawOption(56, b"no\x1b[31m"))])
    got = run(*LEAST)
    assert (got.return_value, got.stdout) == (1, "Got answer from: 192.0.2.1\n")
    assert got.stderr == "DHCPNAK from 192.0.2.1: no\\x1b[31m\n"
    assert len(channel.sent) == 1  # there is nothing to give back


@pytest.mark.parametrize("quiet", [False, True])
def test_another_server(quiet: bool, ports: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    answered(monkeypatch, lambda request: [reply4(request, 5)], "192.0.2.9")
    got = run(*LEAST, "-t", "0.05", *(["-q"] if quiet else []))
    said = ("Got answer from: 192.0.2.9\n", "received from 192.0.2.9, expected from 192.0.2.1\nno answer\n")
    assert (got.return_value, got.stdout, got.stderr) == (1, *(("", "") if quiet else said))


def test_every_packet_is_shown(ports: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    answered(monkeypatch, lambda request: [b"hello", reply4(request, 5, flags=0x8000)])
    got = run(*LEAST, "-i", "-V", "-q")
    steps = [line for line in got.stdout.splitlines() if " " not in line or line.startswith(("packet", "flags"))]
    assert steps == [
        "setup", "inform", "packet 300 bytes", "flags: 0", "read", "packet 5 bytes",
        "read", "packet 300 bytes", "flags: 8000", "close",
    ]  # fmt: skip  # one exchange
    assert "not heard: a BOOTP header has 236 octets" in got.stderr


def test_a_flood_is_not_shown_for_ever(ports: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    answered(monkeypatch, lambda _: [b"x"] * 1000)
    got = run(*LEAST, "-i", "-V", "-t", "0.2")
    assert got.stdout.count("read\n") <= 100
    assert got.stdout.endswith("close\n")


def test_the_page_says_what_differs() -> None:
    assert len({what for what, _ in DIFFERENCES}) == len(DIFFERENCES)
