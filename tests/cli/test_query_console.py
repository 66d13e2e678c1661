from __future__ import annotations

import io
import os
from ipaddress import IPv4Address, IPv6Address

import pytest

from dhcptools.cli.query_build import identity
from dhcptools.cli.query_console import converse
from dhcptools.cli.query_open import Way
from dhcptools.cli.query_show import Shower
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import decode6
from support.queries import FakeChannel, serve4, serve6
from support.query_flags import flags


class Typed(io.StringIO):
    """Stdin with a descriptor."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._read, write = os.pipe()
        os.write(write, text.encode())
        os.close(write)

    def fileno(self) -> int:
        return self._read

    def close(self) -> None:
        if not self.closed:
            os.close(self._read)
        super().close()


def talk(monkeypatch: pytest.MonkeyPatch, text: str, family: int = 4, *arguments: str) -> FakeChannel:
    channel = FakeChannel(serve4) if family == 4 else FakeChannel(serve6, "fe80::1")
    address = IPv4Address("255.255.255.255") if family == 4 else IPv6Address("ff02::1:2")
    found = flags(*arguments)
    way = Way(channel, address, 68)
    with Typed(text) as typed:
        monkeypatch.setattr("sys.stdin", typed)
        converse(found, way, identity(found, family), Shower(found, way), family)
    channel.close()
    return channel


def test_what_a_script_asked_last_is_still_answered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    channel = talk(monkeypatch, "d\ni 192.0.2.9")  # no line break at the end
    assert [Message4.decode(octets).message_type for octets, _ in channel.sent] == [1, 8]
    assert capsys.readouterr().out.count("Received packet from 192.0.2.1:67:\n") == 2


def test_what_nobody_answers_is_waited_for_no_longer_than_the_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    channel = FakeChannel()
    found = flags("--timeout", "0.05")
    way = Way(channel, IPv4Address("255.255.255.255"), 68)
    with Typed("d\n") as typed:
        monkeypatch.setattr("sys.stdin", typed)
        converse(found, way, identity(found, 4), Shower(found, way), 4)
    channel.close()
    assert len(channel.sent) == 1


def test_commands_are_sent_and_answers_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "d\nd 02:00:5e:00:53:01\nr 192.0.2.9 192.0.2.1\ni 192.0.2.9\nrelease 192.0.2.9 192.0.2.1\n"
    channel = talk(monkeypatch, text)
    messages = [Message4.decode(octets) for octets, _ in channel.sent]
    assert [message.message_type for message in messages] == [1, 1, 3, 8, 7]
    assert messages[0].chaddr != messages[1].chaddr
    assert messages[1].hardware_address.hex() == "02005e005301"
    assert (messages[2].first(50), messages[2].first(54)) == (b"\xc0\0\2\x09", b"\xc0\0\2\1")
    assert str(messages[3].ciaddr) == str(messages[4].ciaddr) == "192.0.2.9"
    assert capsys.readouterr().err.count("Sending packet:\n") == 5


def test_answers_are_heard_between_commands(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read, write = os.pipe()
    channel = FakeChannel(serve4)

    class Slow(io.StringIO):
        def fileno(self) -> int:
            return read

    found = flags()
    way = Way(channel, IPv4Address("255.255.255.255"), 68)
    shower = Shower(found, way)
    os.write(write, b"d\n")
    event = shower.event

    def heard(what: object) -> None:
        event(what)  # type: ignore[arg-type]  # passed on
        if shower.replies:
            os.write(write, b"quit\n")

    monkeypatch.setattr(shower, "event", heard)
    monkeypatch.setattr("sys.stdin", Slow())
    converse(found, way, identity(found, 4), shower, 4)
    channel.close()
    os.close(read)
    os.close(write)
    assert shower.yes
    assert capsys.readouterr().out.startswith("Received packet from 192.0.2.1:67:\n")


def test_help_nonsense_and_quit(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    channel = talk(monkeypatch, "help\n\nfoo\nquit\nd\n")
    assert channel.sent == []
    err = capsys.readouterr().err
    assert 'Type "d" to send a DHCPDISCOVER' in err
    assert "d, discover [MAC]" in err
    assert err.endswith("Enter a command.\nUnrecognized command.\n")


def test_dhcpv6(monkeypatch: pytest.MonkeyPatch) -> None:
    channel = talk(monkeypatch, "s\ni\nq\n", 6)
    assert [decode6(octets).msg_type for octets, _ in channel.sent] == [1, 11]
