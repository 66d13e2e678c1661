from __future__ import annotations

import select
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhcptools.net.mmsg import BatchSocket

HOSTS = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}
Rows = npt.NDArray[np.uint8]


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def bound(stack: ExitStack, family: int = socket.AF_INET) -> socket.socket:
    sock = stack.enter_context(socket.socket(family, socket.SOCK_DGRAM))
    sock.bind((HOSTS[socket.AddressFamily(family)], 0))
    return sock


def address(batch: BatchSocket) -> tuple[str, int]:
    host, port = batch.socket.getsockname()[:2]
    return host, port


def numbered(count: int, octets: int) -> Rows:
    rows = np.random.default_rng(count * octets).integers(0, 256, (count, octets), np.uint8)
    if octets >= 4:
        rows[:, :4] = np.arange(count, dtype=">u4").view(np.uint8).reshape(count, 4)
    return rows


def collect(batch: BatchSocket, count: int) -> list[bytes]:
    """Payloads until ``count`` have come; AssertionError when nothing more comes for two seconds."""
    found: list[bytes] = []
    while len(found) < count:
        received = batch.receive()
        if received is None:
            assert select.select([batch], [], [], 2)[0], f"{len(found)} of {count} came"
            continue
        assert received.truncated.sum() == 0
        found += [row[:length].tobytes() for row, length in zip(received.rows, received.lengths, strict=True)]
    assert batch.receive() is None
    return found


@pytest.mark.parametrize("family", HOSTS)
@pytest.mark.parametrize("segment", [False, True])
@pytest.mark.parametrize("gro", [False, True])
def test_rows_arrive_as_they_were_sent_with_source_port_and_time(
    opened: ExitStack, family: int, segment: bool, gro: bool
) -> None:
    out = BatchSocket(bound(opened, family), segment=segment)
    into = BatchSocket(bound(opened, family), gro=gro)
    rows = numbered(250, 300)
    before = time.time_ns()
    assert out.send(rows, 262, address(into)) == 250
    last = 0
    found: list[bytes] = []
    while (received := into.receive()) is not None:
        count = len(received.rows)
        assert received.lengths.dtype == np.int32
        assert received.arrived_ns.dtype == np.int64
        assert received.ports.dtype == np.uint16
        assert received.ports.tolist() == [address(out)[1]] * count
        if family == socket.AF_INET:
            assert received.sources.dtype == np.uint32
            assert set(received.sources.tolist()) == {0x7F000001}
        else:
            assert received.sources.shape == (count, 16)
            assert {row.tobytes() for row in received.sources} == {socket.inet_pton(family, "::1")}
        stamps = received.arrived_ns
        assert (np.diff(stamps) >= 0).all()
        assert last <= stamps[0]
        last = int(stamps[-1])
        assert before - 1_000_000 <= stamps[0] <= last <= time.time_ns() + 1_000_000
        found += [row[:length].tobytes() for row, length in zip(received.rows, received.lengths, strict=True)]
    assert found == [row[:262].tobytes() for row in rows]
    assert out.segmenting is segment
    assert into.coalescing is gro
    assert into.dropped == out.refused == into.refused == 0


def test_without_time_stamps_arrival_is_0(opened: ExitStack) -> None:
    out, into = BatchSocket(bound(opened)), BatchSocket(bound(opened), timestamps=False)
    out.send(numbered(3, 40), 40, address(into))
    received = into.receive()
    assert received is not None
    assert received.arrived_ns.tolist() == [0, 0, 0]


def test_a_connected_socket_needs_no_address_and_several_addresses_can_take_turns(opened: ExitStack) -> None:
    out, first, second = (BatchSocket(bound(opened)) for _ in range(3))
    rows = numbered(5, 20)
    for _ in range(2):
        assert out.send(rows, 20, address(first)) == 5
        assert out.send(rows[:2], 20, address(second)) == 2
    out.socket.connect(address(second))
    assert out.send(rows, 20) == 5
    assert len(collect(first, 10)) == 10
    assert len(collect(second, 9)) == 9


@settings(max_examples=60)
@given(
    lengths=st.lists(st.integers(0, 400) | st.just(262), min_size=1, max_size=150),
    uniform=st.booleans(),
    segment=st.booleans(),
    gro=st.booleans(),
    rows_a_call=st.integers(1, 70),
)
def test_any_lengths_arrive_whole_and_in_order(
    lengths: list[int], uniform: bool, segment: bool, gro: bool, rows_a_call: int
) -> None:
    with ExitStack() as stack:
        out = BatchSocket(bound(stack), segment=segment, rows=rows_a_call)
        into = BatchSocket(bound(stack), gro=gro, octets=400, rows=rows_a_call)
        rows = numbered(len(lengths), 400)
        if uniform:
            lengths = [lengths[0]] * len(lengths)
        given_lengths = lengths[0] if uniform else np.array(lengths, np.int64)
        assert out.send(rows, given_lengths, address(into)) == len(lengths)
        assert collect(into, len(lengths)) == [
            row[:length].tobytes() for row, length in zip(rows, lengths, strict=True)
        ]


def test_columns_of_a_wider_array_are_sent_without_a_copy_and_other_shapes_are_refused(opened: ExitStack) -> None:
    out, into = BatchSocket(bound(opened)), BatchSocket(bound(opened))
    wide = numbered(6, 64)
    assert out.send(wide[::-2, 8:40], 32, address(into)) == 3
    assert collect(into, 3) == [wide[index, 8:40].tobytes() for index in (5, 3, 1)]
    with pytest.raises(ValueError, match="contiguous along their last axis"):
        out.send(wide[:, ::2], 4, address(into))
    with pytest.raises(ValueError, match="do not fit rows of 64 octets"):
        out.send(wide, 65, address(into))
    with pytest.raises(ValueError, match="do not fit"):
        out.send(wide, np.array([1, 2, 3, 4, 5, -1]), address(into))
    with pytest.raises(ValueError, match="6 rows need 6 lengths"):
        out.send(wide, np.array([1, 2]), address(into))
    assert out.send(wide[:0], 64, address(into)) == 0
    assert into.receive() is None


def test_more_rows_than_a_call_takes_go_out_in_several(opened: ExitStack) -> None:
    out, into = BatchSocket(bound(opened), rows=3), BatchSocket(bound(opened), rows=4, gro=False)
    rows = numbered(10, 50)
    assert out.send(rows, 50, address(into)) == 10
    assert collect(into, 10) == [row.tobytes() for row in rows]


@pytest.mark.parametrize("segment", [False, True])
def test_drops_of_a_tiny_buffer_are_counted(opened: ExitStack, segment: bool) -> None:
    out, receiver = BatchSocket(bound(opened), segment=segment), bound(opened)
    receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
    into = BatchSocket(receiver, gro=False, receive_buffer=1)
    assert out.send(numbered(500, 300), 300, address(into)) == 500
    arrived = 0
    while (received := into.receive()) is not None:
        arrived += len(received.rows)
    assert 0 < arrived < 500
    assert into.dropped == 500 - arrived


@pytest.mark.parametrize("segment", [False, True])
@pytest.mark.parametrize("family", HOSTS)
def test_refusals_are_counted_not_raised(opened: ExitStack, family: int, segment: bool) -> None:
    with ExitStack() as gone:
        nobody = bound(gone, family).getsockname()
    sock = bound(opened, family)
    sock.connect(nobody)
    out = BatchSocket(sock, segment=segment)
    assert out.send(numbered(8, 100), np.arange(93, 101), None) == 8
    assert out.send(numbered(200, 100), 100, None) == 200
    assert out.receive() is None
    assert out.refused >= 1


def test_rows_too_long_to_be_cut_are_sent_one_by_one(opened: ExitStack) -> None:
    out, into = BatchSocket(bound(opened), segment=True), BatchSocket(bound(opened), octets=40_000)
    rows = numbered(4, 40_000)
    assert out.send(rows, 40_000, address(into)) == 4
    assert collect(into, 4) == [row.tobytes() for row in rows]
    assert out.segmenting


def test_an_error_that_stays_is_raised(opened: ExitStack) -> None:
    out = BatchSocket(bound(opened))
    with pytest.raises(OSError, match=r"Permission denied"):
        out.send(numbered(2, 10), 10, ("255.255.255.255", 67))
    with pytest.raises(ValueError, match=r"not an IPv4 address: 'server\.example'"):
        out.send(numbered(2, 10), 10, ("server.example", 67))
    with pytest.raises(ValueError, match="no such port: 70000"):
        out.send(numbered(2, 10), 10, ("127.0.0.1", 70_000))


def test_buffers_are_what_the_kernel_granted(opened: ExitStack) -> None:
    sock = bound(opened)
    batch = BatchSocket(sock, receive_buffer=100_000, send_buffer=1)
    assert batch.buffers[0] >= 200_000
    assert batch.buffers == tuple(
        struct.unpack("i", sock.getsockopt(socket.SOL_SOCKET, option, 4))[0]
        for option in (socket.SO_RCVBUF, socket.SO_SNDBUF)
    )


def test_what_cannot_be_a_batch_socket_is_refused(opened: ExitStack) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as stream, pytest.raises(ValueError, match="UDP socket"):
        BatchSocket(stream)
    with pytest.raises(ValueError, match="0 rows"):
        BatchSocket(bound(opened), rows=0)
    with pytest.raises(ValueError, match="1025 rows"):
        BatchSocket(bound(opened), rows=1025)


def test_a_closed_socket_raises_instead_of_waiting(opened: ExitStack) -> None:
    batch = BatchSocket(bound(opened))
    batch.socket.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        batch.receive()
    with pytest.raises(OSError, match="Bad file descriptor"):
        batch.send(numbered(1, 10), 10, ("127.0.0.1", 67))
