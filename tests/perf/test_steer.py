from __future__ import annotations

import socket
from ipaddress import IPv6Address

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import RELAY_REPL, Message6, RelayMessage6
from dhcptools.perf.steer import attach, program, shares_of

SEED = 0xFFFFFFF0


def group(family: int, address: str) -> list[socket.socket]:
    sockets: list[socket.socket] = []
    port = 0
    for _ in range(4):
        sock = socket.socket(family, socket.SOCK_DGRAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        sock.bind((address, port))
        port = sock.getsockname()[1]
        sock.settimeout(0.5)
        sockets.append(sock)
    attach(sockets[0], program(4 if family == socket.AF_INET else 6, SEED, 1, 4))
    return sockets


def arrives(sockets: list[socket.socket], octets: bytes, share: int) -> None:
    with socket.socket(sockets[0].family, socket.SOCK_DGRAM) as server:
        server.sendto(octets, sockets[0].getsockname())
    assert sockets[share].recv(2048) == octets
    family = 4 if sockets[0].family == socket.AF_INET else 6
    rows = np.full((2, 400), 9, np.uint8)
    rows[0, : len(octets)] = list(octets)
    assert shares_of(rows[:1], np.array([len(octets)]), family, SEED, 1, 4).tolist() == [share]


@given(st.lists(st.binary(max_size=80), min_size=1, max_size=6), st.sampled_from([4, 6]), st.integers(0, 3))
def test_any_octets_have_a_share_or_none(messages: list[bytes], family: int, relays: int) -> None:
    messages = [bytes((13,)) * (family == 6 and relays > 0) + octets for octets in messages]
    rows = np.zeros((len(messages), 81), np.uint8)
    for row, octets in zip(rows, messages, strict=True):
        row[: len(octets)] = list(octets)
    found = shares_of(rows, np.array([len(octets) for octets in messages]), family, SEED, 1, 8)
    assert found.shape == (len(messages),)
    assert all(-1 <= share < 8 for share in found.tolist())
    if family == 4:
        assert [share >= 0 for share in found.tolist()] == [len(octets) >= 8 for octets in messages]


def test_relay_agents_behind_one_another() -> None:
    """The filter stops at the first; whoever gets such a reply hands it over."""
    message = Message6(7, (5 * 2 + SEED) & 0xFFFFFF, (RawOption(1, b"client"),)).encode()
    for _ in range(3):
        options = (RawOption(18, b"if"), RawOption(9, message))
        message = RelayMessage6(RELAY_REPL, 0, IPv6Address("::1"), IPv6Address("::1"), options).encode()
    rows = np.frombuffer(message, np.uint8)[None]
    assert shares_of(rows, np.array([len(message)]), 6, SEED, 1, 4).tolist() == [1]
    assert shares_of(rows, np.array([len(message) // 2]), 6, SEED, 1, 4).tolist() == [-1]


@pytest.mark.parametrize("number", [0, 1, 2, 3, 4, 9, 30])
@pytest.mark.parametrize("flow", [0, 1])
def test_dhcpv4_by_xid(number: int, flow: int) -> None:
    sockets = group(socket.AF_INET, "127.0.0.1")
    xid = (number * 2 + flow + SEED) & 0xFFFFFFFF
    arrives(sockets, bytes((2, 1, 6, 0)) + xid.to_bytes(4) + bytes(232), number % 4)
    for sock in sockets:
        sock.close()


@pytest.mark.parametrize("before", [(), (18,), (18, 135), (79, 18, 135, 21)])
def test_dhcpv6_by_the_innermost_transaction_id(before: tuple[int, ...]) -> None:
    sockets = group(socket.AF_INET6, "::1")
    for number in range(6):
        xid = (number * 2 + (SEED & 0xFFFFFF)) & 0xFFFFFF
        message = Message6(7, xid, (RawOption(1, b"client"),)).encode()
        options = (*(RawOption(code, bytes(code % 7)) for code in before), RawOption(9, message))
        relayed = RelayMessage6(RELAY_REPL, 0, IPv6Address("::1"), IPv6Address("::1"), options)
        arrives(sockets, relayed.encode(), number % 4)
    for sock in sockets:
        sock.close()


def test_dhcpv6_that_is_not_relayed() -> None:
    sockets = group(socket.AF_INET6, "::1")
    for number in range(6):
        xid = (number * 2 + (SEED & 0xFFFFFF)) & 0xFFFFFF
        arrives(sockets, Message6(7, xid, ()).encode(), number % 4)
    for sock in sockets:
        sock.close()
