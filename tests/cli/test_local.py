from __future__ import annotations

import errno
import socket

import pytest

from dhcptools.cli import local
from dhcptools.cli.local import Local, choose_client, choose_local, is_interface
from dhcptools.net.errors import NetError


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Make every bind fail with the errno in the list; with an empty one it succeeds without a socket."""
    numbers: list[int] = []

    def open_udp(_family: int, _address: str, _port: int) -> socket.socket:
        if numbers:
            raise NetError("no", "the reason", "do", numbers[0])
        return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    monkeypatch.setattr(local, "open_udp", open_udp)
    return numbers


def test_relays_port_where_it_can_be_had(refused: list[int]) -> None:
    assert choose_local(4, "127.0.0.1", 67, "127.0.0.2", 0) == Local("127.0.0.2", 67, relay_port=False)
    assert choose_local(6, "2001:db8::1", 547, "2001:db8::9", 0) == Local("2001:db8::9", 547, relay_port=False)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EADDRINUSE])
def test_else_any_port_and_a_word_about_it(refused: list[int], number: int) -> None:
    refused.append(number)
    chosen = choose_local(4, "127.0.0.1", 67, "127.0.0.2", 0)
    assert (chosen.address, chosen.port, chosen.relay_port) == ("127.0.0.2", 0, True)
    assert "(the reason)" in chosen.note
    assert "RFC 8357" in chosen.note


def test_a_port_that_was_asked_for_is_not_replaced(refused: list[int]) -> None:
    assert choose_local(4, "127.0.0.1", 67, None, 10067) == Local("127.0.0.1", 10067, relay_port=True)
    refused.append(errno.EACCES)
    with pytest.raises(NetError, match="the reason"):
        choose_local(4, "127.0.0.1", 67, "127.0.0.2", 67)


def test_nothing_is_sent_to_the_very_socket_it_comes_from(refused: list[int]) -> None:
    chosen = choose_local(4, "127.0.0.1", 67, None, 0)
    assert (chosen.address, chosen.port, chosen.relay_port) == ("127.0.0.1", 0, True)
    assert "the server's own" in chosen.note
    assert choose_local(4, "127.0.0.1", 1067, None, 0).port == 67
    with pytest.raises(NetError, match="to itself"):
        choose_local(4, "127.0.0.1", 67, None, 67)


def test_another_error_is_told(refused: list[int]) -> None:
    refused.append(errno.EADDRNOTAVAIL)
    with pytest.raises(NetError):
        choose_local(4, "127.0.0.1", 67, "192.0.2.77", 0)


def test_an_interface_stands_for_its_address(refused: list[int]) -> None:
    assert choose_local(4, "127.0.0.2", 67, "lo", 0).address == "127.0.0.1"
    with pytest.raises(NetError, match="no interface"):
        choose_local(4, "127.0.0.1", 67, "lo0nothing", 0)


def test_clients_have_a_port_of_their_own() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert choose_client(4, "127.0.0.1", 67, "127.0.0.1", port) == Local("127.0.0.1", port, relay_port=False)


def test_names_of_interfaces() -> None:
    assert is_interface("lo")
    assert not any(map(is_interface, ("nosuchif", "", "x\0y")))
