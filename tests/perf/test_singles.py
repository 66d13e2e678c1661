from __future__ import annotations

import errno
import socket
import time
from typing import cast

import numpy as np
import pytest

from dhcptools.net.mmsg import BatchSocket
from dhcptools.perf.dialogue import Batch
from dhcptools.perf.messages4 import Dialogue4
from dhcptools.perf.outlet import Outlet
from dhcptools.perf.plan import Plan
from dhcptools.perf.singles import EARLY_NS, Singles
from dhcptools.perf.traffic import Traffic


def made(sock: socket.socket, **values: object) -> tuple[Traffic, Singles]:
    plan = Plan("127.0.0.1", "127.0.0.1", period_s=10, clients=50, **values)  # type: ignore[arg-type]
    traffic = Traffic(plan, Dialogue4(plan), Outlet(BatchSocket(sock), None))
    return traffic, Singles(traffic, sock, plan.rate_pps or 0)


def test_each_leaves_at_its_time_and_is_noted() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as near,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as far,
    ):
        far.bind(("127.0.0.1", 0))
        near.connect(far.getsockname())
        traffic, singles = made(near, rate_pps=1000)
        begin = time.monotonic_ns()
        traffic.begin(begin)
        assert singles.run(begin + 19_500_000)
        offers = traffic.main.tracker.stages[0]
        assert offers.result.sent == traffic.main.taken == 20
        late_ns = (offers.sent_ns - offers.intended_ns)[:20]
        assert np.all(late_ns >= 0)
        assert np.median(late_ns) < 1_000_000
        assert traffic.max_behind_ns == late_ns.max()
        assert sum(row.sent for row in offers.timeline.rows()) == 20
        far.setblocking(False)
        xids = [far.recv(2048)[4:8] for _ in range(20)]
        assert len(set(xids)) == 20


def test_what_is_much_too_late_is_for_batches() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as near,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as far,
    ):
        far.bind(("127.0.0.1", 0))
        near.connect(far.getsockname())
        traffic, singles = made(near, rate_pps=1000)
        begin = time.monotonic_ns() - 100_000_000
        traffic.begin(begin)
        assert not singles.run(begin + 200_000_000)
        assert traffic.main.taken == 0


def test_a_refusal_is_counted_and_not_taken_for_sent() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as near:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as far:
            far.bind(("127.0.0.1", 0))
            near.connect(far.getsockname())
        traffic, singles = made(near, rate_pps=1000)
        begin = time.monotonic_ns()
        traffic.begin(begin)
        assert not singles.run(begin + 100_000_000)
        assert singles.refused == 1
        assert traffic.main.taken == traffic.main.tracker.stages[0].result.sent == 1


def test_second_requests_leave_between_first_ones() -> None:
    """Twenty wait and ten first ones are due: each of these is followed by two, and none is late for it."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as near,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as far,
    ):
        far.bind(("127.0.0.1", 0))
        near.connect(far.getsockname())
        traffic, singles = made(near, rate_pps=2000)
        begin = time.monotonic_ns()
        traffic.begin(begin)
        tracker = traffic.main.tracker
        tracker.start(np.full(20, begin), begin)  # twenty that were offered leases before
        exchanges = np.arange(20)
        rows = np.full((20, 30), 255, np.uint8)
        assert traffic.following is not None
        assert traffic.following.put(traffic.main, 1, exchanges, Batch(rows, 30))
        assert traffic.waiting == 20
        assert singles.run(begin + 4_500_000)
        assert traffic.waiting == 0
        second = tracker.stages[1]
        assert second.result.sent == 20
        assert np.all(second.sent_ns[:20] >= second.intended_ns[:20])
        far.setblocking(False)
        lengths = [len(far.recv(2048)) for _ in range(30)]
        assert [length == 30 for length in lengths] == [False, True, True] * 10


def test_what_leaves_early_is_meant_for_when_it_left() -> None:
    """Latency is never counted from a moment after the request had gone."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as near,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as far,
    ):
        far.bind(("127.0.0.1", 0))
        near.connect(far.getsockname())
        traffic, singles = made(near, rate_pps=10_000)
        begin = time.monotonic_ns()
        traffic.begin(begin)
        assert singles.run(begin + 5_000_000)
        offers = traffic.main.tracker.stages[0]
        count = offers.result.sent
        assert count >= 50
        due_ns = begin + np.arange(count) * 100_000
        sent_ns, intended_ns = offers.sent_ns[:count], offers.intended_ns[:count]
        assert np.all(sent_ns >= due_ns - EARLY_NS)
        assert np.all(intended_ns == np.minimum(due_ns, sent_ns))


def test_second_requests_are_spread_until_replies_are_read() -> None:
    """A quarter of the time until then takes a quarter of what waits."""
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as near,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as far,
    ):
        far.bind(("127.0.0.1", 0))
        near.connect(far.getsockname())
        traffic, singles = made(near, rate_pps=2000)
        begin = time.monotonic_ns()
        traffic.begin(begin)
        traffic.main.tracker.start(np.full(40, begin), begin)
        assert traffic.following is not None
        assert traffic.following.put(traffic.main, 1, np.arange(40), Batch(np.zeros((40, 30), np.uint8), 30))
        assert singles.run(begin + 2_300_000, begin + 9_800_000)
        assert traffic.main.taken == 5
        assert traffic.waiting == 30


@pytest.mark.parametrize("error", [errno.EHOSTUNREACH, errno.ENOBUFS, errno.EPERM])
def test_what_the_system_refuses_is_a_matter_for_batches(error: int) -> None:
    class Refusing:
        def send(self, row: object) -> int:
            raise OSError(error, "no")

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as near:
        traffic, _ = made(near, rate_pps=3000)
        singles = Singles(traffic, cast("socket.socket", Refusing()), 3000)
        begin = time.monotonic_ns()
        traffic.begin(begin)
        assert not singles.run(begin + 10_000_000)
        assert traffic.main.taken == singles.refused == 0
