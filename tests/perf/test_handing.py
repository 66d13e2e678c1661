from __future__ import annotations

import contextlib
import select
import socket
from collections.abc import Iterator

import numpy as np
import pytest

from dhcptools.batch.columns import Integers, Lengths, Rows
from dhcptools.net.mmsg import BatchSocket
from dhcptools.perf.handing import BACKLOG, Handing, boxes


def first_octet(rows: Rows, lengths: Lengths) -> Integers:
    """Replies say by their first octet whose they are; 255 is nobody's."""
    del lengths
    whose = rows[:, 0].astype(np.int64)
    whose[whose == 255] = -1
    return whose


class Processes:
    """Three of them in one, each with a socket that ``send`` reaches."""

    def __init__(self, stack: contextlib.ExitStack) -> None:
        self.inboxes, self.outboxes = boxes(stack, 3)
        self.server = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        self.server.bind(("127.0.0.1", 0))
        self.sockets, self.handings = [], []
        for share in range(3):
            sock = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            sock.bind(("127.0.0.1", 0))
            self.sockets.append(sock)
            batches = BatchSocket(sock, gro=False)
            self.handings.append(
                stack.enter_context(Handing(batches, first_octet, share, self.inboxes[share], self.outboxes))
            )

    def send(self, to: int, octets: bytes) -> None:
        self.server.sendto(octets, self.sockets[to].getsockname())

    def read(self, share: int) -> list[bytes]:
        received = self.handings[share].receive()
        if received is None:
            return []
        assert np.all(received.arrived_ns > 1_600_000_000 * 10**9)
        return [bytes(row[:length]) for row, length in zip(received.rows, received.lengths, strict=True)]


@pytest.fixture
def three() -> Iterator[Processes]:
    with contextlib.ExitStack() as stack:
        yield Processes(stack)


def test_everybody_gets_what_is_theirs(three: Processes) -> None:
    for octets in (b"\0mine", b"\1one's, longer", b"\2two's", b"\0mine too", b"\xffnobody's", b"\1one's"):
        three.send(0, octets)
    assert select.select([three.handings[0]], [], [], 5)[0]
    assert not select.select([three.handings[1]], [], [], 0)[0]
    assert three.read(0) == [b"\0mine", b"\0mine too", b"\xffnobody's"]
    assert select.select([three.handings[1]], [], [], 5)[0]
    three.send(1, b"\1direct")
    assert three.read(1) == [b"\1direct", b"\1one's, longer", b"\1one's"]
    assert three.read(2) == [b"\2two's"]
    assert three.read(0) == three.read(1) == three.read(2) == []


def test_what_is_handed_over_keeps_its_stamp(three: Processes) -> None:
    three.send(0, b"\1")
    three.send(1, b"\1")
    assert three.read(0) == []
    received = three.handings[1].receive()
    assert received is not None
    later, earlier = received.arrived_ns.tolist()
    assert earlier < later < earlier + 10**9


def test_many_go_in_parts_and_nothing_is_lost(three: Processes) -> None:
    sent = [bytes((number % 3,)) + number.to_bytes(2) * (1 + number % 90) for number in range(700)]
    for octets in sent:
        three.send(0, octets)
    found: list[bytes] = []
    while len(found) < len(sent):
        got = [each for share in range(3) for each in three.read(share)]
        assert got
        found += got
    assert sorted(found) == sorted(sent)
    assert [handing.dropped for handing in three.handings] == [0, 0, 0]


def test_a_full_box_waits_and_keeps_back_no_other(three: Processes) -> None:
    three.outboxes[1].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 0)
    count = 0
    while not three.handings[0]._backlog:
        three.send(0, b"\1" + bytes(1000))
        three.read(0)
        count += 1
        assert count < 1000
    three.send(0, b"\2two's")
    three.read(0)
    three.read(0)
    assert three.read(2) == [b"\2two's"]
    found = 0
    while found < count:
        found += len(three.read(1))
        three.read(0)
    assert three.handings[0]._backlog == three.handings[0].dropped == 0


def test_what_nobody_takes_is_dropped_in_the_end(three: Processes) -> None:
    three.handings[0]._backlog = BACKLOG
    three.handings[0]._waiting.append((1, b"", 0))
    three.inboxes[1].close()
    three.send(0, b"\1")
    three.outboxes[1].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 0)
    three.read(0)  # that process has ended: what waits for it need not be tried again
    assert not three.handings[0]._waiting
    three.handings[0]._waiting.append((2, b"x", 1))
    three.handings[0]._hand(2, b"y", 3)
    assert three.handings[0].dropped == 3


def test_one_that_has_finished_goes_on_handing_over(three: Processes) -> None:
    looks = iter(range(100))
    three.send(0, b"\1late")
    three.send(0, b"\0mine")
    three.handings[0].serve(lambda: next(looks) > 2)
    assert three.read(1) == [b"\1late"]
    assert three.read(0) == []


def test_what_was_not_taken_wakes_its_sender(three: Processes) -> None:
    class Full:
        refused = dropped = 0
        taken = 1

        def fileno(self) -> int:
            return three.sockets[0].fileno()

        def send(self, rows: Rows, lengths: int | Lengths, address: tuple[str, int] | None = None) -> int:
            return self.taken

        def receive(self) -> None:
            return None

    full = Full()
    rows = np.zeros((3, 4), np.uint8)
    with Handing(full, first_octet, 0, three.inboxes[0], three.outboxes) as handing:
        assert not select.select([handing], [], [], 0)[0]
        assert handing.send(rows, 4) == 1
        assert select.select([handing], [], [], 5)[0]
        full.taken = 3
        handing.send(rows, 4)
        assert not select.select([handing], [], [], 0)[0]
