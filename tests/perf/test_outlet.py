from __future__ import annotations

import errno
import time

import numpy as np
import pytest

from dhcptools.batch.columns import Lengths, Rows
from dhcptools.perf.dialogue import Batch
from dhcptools.perf.outlet import Outlet, part_of, rest_of


class Sluggish:
    """Takes at most two rows."""

    refused = dropped = 0

    def __init__(self) -> None:
        self.rows: list[tuple[list[int], object, object]] = []

    def fileno(self) -> int:
        return -1

    def send(self, rows: Rows, lengths: int | Lengths, address: tuple[str, int] | None = None) -> int:
        self.rows.append((rows[:, 0].tolist(), lengths, address))
        return min(2, len(rows))

    def receive(self) -> None:
        return None


def test_part_of_a_batch_is_sent_and_timed() -> None:
    sock = Sluggish()
    outlet = Outlet(sock, ("192.0.2.1", 67))
    rows = np.arange(10, dtype=np.uint8)[:, None].repeat(4, 1)
    before = time.monotonic_ns()
    taken, sent_ns = outlet.send(Batch(rows, 4), 3, 5)
    assert taken == 2
    assert before <= sent_ns == outlet.last_ns <= time.monotonic_ns()
    outlet.send(Batch(rows, np.arange(10)), 8)
    (first, second) = sock.rows
    assert first == ([3, 4, 5, 6, 7], 4, ("192.0.2.1", 67))
    assert second[0] == [8, 9]
    assert np.asarray(second[1]).tolist() == [8, 9]


class Cut(Sluggish):
    """Has no route."""

    def send(self, rows: Rows, lengths: int | Lengths, address: tuple[str, int] | None = None) -> int:
        raise OSError(errno.ENETUNREACH, "Network is unreachable")


@pytest.mark.parametrize("singly", [False, True])
def test_an_error_ends_nothing_once_something_has_left(singly: bool) -> None:
    outlet = Outlet(sock := Sluggish(), None)
    batch = Batch(np.zeros((2, 4), np.uint8), 4)
    if singly:
        outlet.left(7)
        assert outlet.last_ns == 7
    else:
        outlet.send(batch)
    before = outlet.last_ns
    outlet._socket = Cut()
    assert outlet.send(batch)[0] == outlet.send(batch)[0] == 0
    assert (outlet.failures, outlet.why, outlet.failing, outlet.last_ns) == (2, "Network is unreachable", True, before)
    outlet._socket = sock
    assert outlet.send(batch)[0] == 2
    assert (outlet.failures, outlet.failing) == (2, False)


def test_an_error_before_anything_has_left_is_told() -> None:
    with pytest.raises(OSError, match="unreachable"):
        Outlet(Cut(), None).send(Batch(np.zeros((2, 4), np.uint8), 4))


def test_the_rest_is_a_copy() -> None:
    rows = np.zeros((3, 4), np.uint8)
    left = rest_of(Batch(rows, np.array([1, 2, 3])), 1)
    rows[:] = 9
    assert left.rows.tolist() == [[0] * 4] * 2
    assert np.asarray(left.lengths).tolist() == [2, 3]
    assert rest_of(Batch(rows, 4), 2).lengths == 4


def test_parts_cover_everything() -> None:
    assert [part.stop for part in part_of(np.arange(5), 2)] == [2, 4, 6]
    assert part_of(np.arange(0), 2) == []
