from __future__ import annotations

import socket
import time

import numpy as np

from dhcptools.net.mmsg import BatchSocket
from dhcptools.perf.messages4 import Dialogue4
from dhcptools.perf.outlet import Outlet
from dhcptools.perf.plan import Plan
from dhcptools.perf.singles import Singles
from dhcptools.perf.traffic import Traffic


def made(sock: socket.socket, **values: object) -> tuple[Traffic, Singles]:
    plan = Plan("127.0.0.1", "127.0.0.1", period_s=10, clients=50, **values)  # type: ignore[arg-type]
    traffic = Traffic(plan, Dialogue4(plan), Outlet(BatchSocket(sock), None))
    return traffic, Singles(traffic, sock)


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
