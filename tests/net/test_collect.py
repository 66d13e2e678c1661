from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import numpy as np
import pytest

from dhcptools.net.collect import Receiver
from dhcptools.net.mmsg import BatchSocket


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def bound(stack: ExitStack) -> socket.socket:
    sock = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    sock.bind(("127.0.0.1", 0))
    sock.setblocking(False)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
    return sock


def numbered(count: int, octets: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    return np.random.default_rng(count + octets).integers(0, 256, (count, octets), np.uint8)


def test_messages_of_every_cut_in_one_call_keep_order_source_and_time(opened: ExitStack) -> None:
    first, second = BatchSocket(bound(opened), segment=True), BatchSocket(bound(opened), segment=True)
    sock = bound(opened)
    into = Receiver(sock, 200, 600, timestamps=True, gro=True)
    expected: list[tuple[int, bytes]] = []
    for sender, count, octets in (
        (first, 1, 300),
        (first, 130, 300),
        (first, 130, 300),
        (second, 64, 262),
        (second, 1, 0),
        (first, 3, 500),
        (second, 1, 262),
        (second, 2, 600),
        (first, 65, 262),
        (first, 64, 1),
    ):
        rows = numbered(count, max(octets, 1))
        assert sender.send(rows, octets, sock.getsockname()) == count
        port = sender.socket.getsockname()[1]
        expected += [(port, row[:octets].tobytes()) for row in rows]
    received = into.receive()
    assert received is not None
    found = [
        (port, row[:length].tobytes())
        for port, row, length in zip(received.ports.tolist(), received.rows, received.lengths, strict=True)
    ]
    assert found == expected
    assert set(received.sources.tolist()) == {0x7F000001}
    assert (np.diff(received.arrived_ns) >= 0).all()
    assert received.arrived_ns[0] > 0
    assert not received.truncated.any()
    assert into.receive() is None


def test_a_short_last_datagram_of_a_coalesced_message_keeps_its_length(opened: ExitStack) -> None:
    sender, sock = bound(opened), bound(opened)
    into = Receiver(sock, 8, 1536, timestamps=False, gro=True)
    whole = numbered(1, 1000)[0].tobytes()
    sol_udp, udp_segment = 17, 103
    sender.setsockopt(sol_udp, udp_segment, 300)  # the kernel cuts 1000 octets into 300, 300, 300, 100
    sender.sendto(whole, sock.getsockname())
    received = into.receive()
    assert received is not None
    assert received.lengths.tolist() == [300, 300, 300, 100]
    assert b"".join(row[:n].tobytes() for row, n in zip(received.rows, received.lengths, strict=True)) == whole


@pytest.mark.parametrize("gro", [False, True])
def test_what_is_longer_than_a_row_is_cut_and_known(opened: ExitStack, gro: bool) -> None:
    out, target = BatchSocket(bound(opened)), bound(opened)
    into = Receiver(target, 200, 100, timestamps=False, gro=gro)
    rows = numbered(130, 900)
    out.send(rows, 900, target.getsockname())
    out.send(rows[:1], 60, target.getsockname())
    received = into.receive()
    assert received is not None
    assert received.rows.shape[1] == 100
    assert received.truncated.tolist() == [True] * 130 + [False]
    assert received.sent_lengths.tolist() == [900] * 130 + [60]
    assert received.lengths.tolist() == [100] * 130 + [60]
    assert (received.rows[:130] == rows[:, :100]).all()
