from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from dhcptools.probe.interactive import Command, command_of


@pytest.mark.parametrize("word", ["d", "discover", "D"])
def test_discover(word: str) -> None:
    assert command_of(word) == Command("discover")
    assert command_of(f"{word} 02:00:5e:00:53:01") == Command("discover", mac=bytes.fromhex("02005e005301"))


def test_request_inform_and_release() -> None:
    address, server = IPv4Address("192.0.2.9"), IPv4Address("192.0.2.1")
    assert command_of("r 192.0.2.9") == Command("request", address=address)
    assert command_of("request 192.0.2.9 192.0.2.1") == Command("request", address=address, server=server)
    assert command_of("i 192.0.2.9") == Command("inform", address=address)
    assert command_of("release 192.0.2.9 192.0.2.1") == Command("release", address=address, server=server)


@pytest.mark.parametrize(
    ("line", "name"), [("help", "help"), ("?", "help"), ("q", "quit"), ("quit", "quit"), ("exit", "quit")]
)
def test_help_and_quit(line: str, name: str) -> None:
    assert command_of(line) == Command(name)
    assert command_of(line, 6) == Command(name)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("", "Enter a command."),
        ("   ", "Enter a command."),
        ("x", "Unrecognized command."),
        ("s", "Unrecognized command."),
        ("d zz", "no hardware address"),
        ("d 02 03", "no hardware address"),
        ("r", "needs ADDRESS"),
        ("r nonsense", "nonsense"),
        ("release 192.0.2.9", "needs ADDRESS SERVER"),
    ],
)
def test_what_is_wrong(line: str, words: str) -> None:
    found = command_of(line)
    assert isinstance(found, str)
    assert words in found


def test_dhcpv6() -> None:
    assert command_of("s", 6) == Command("solicit")
    assert command_of("i", 6) == Command("inform")
    assert command_of("d", 6) == "Unrecognized command."
    assert "takes no argument" in str(command_of("s x", 6))
