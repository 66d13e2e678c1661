"""First requests one at a time, each at its own moment: for rates at which batches would keep them waiting.

One plain ``send`` costs less than a batch of one, so what is sent is noted only when replies are read next.
"""

from __future__ import annotations

import socket
import time
from typing import Final

import numpy as np

from dhcptools.perf.dialogue import MOST_ROWS
from dhcptools.perf.flow import Flow
from dhcptools.perf.traffic import Traffic

SINGLY_PPS: Final = 10_000
"""The highest rate for this."""

_BEHIND: Final = 8  # exchanges owed from which on batches are the faster way


class Singles:
    """Sends the first requests of a run's main flow through its connected socket."""

    def __init__(self, traffic: Traffic, sock: socket.socket) -> None:
        self._traffic = traffic
        self._socket = sock
        self.refused = 0

    def run(self, until_ns: int) -> bool:
        """Send what falls due until ``until_ns``, sleeping between; False when it is a matter for batches."""
        traffic = self._traffic
        flow = traffic.main
        schedule = flow.schedule
        if schedule is None:
            return False
        begin_ns = traffic.begin_ns
        while True:
            now_ns = time.monotonic_ns()
            if schedule.due(now_ns - begin_ns) - flow.taken > _BEHIND:
                return False
            count = min(schedule.due(until_ns - begin_ns) - flow.taken, MOST_ROWS)
            if count <= 0:
                return True
            count = flow.tracker.room(flow.ready(count)[3])
            if count == 0 or not self._send(flow, count):
                return False
            if time.monotonic_ns() >= until_ns:
                return True

    def _send(self, flow: Flow, count: int) -> bool:
        """Send the next ``count``; False when the kernel does not take them or they have lengths of their own."""
        (rows, lengths), since_ns, at, _ = flow.ready(count)
        if not isinstance(lengths, int) or lengths != rows.shape[1]:
            return False
        intended_ns = since_ns[at : at + count] + self._traffic.begin_ns
        clock, sleep, send = time.monotonic_ns, time.sleep, self._socket.send
        sent: list[int] = []
        taken = True
        for row, due_ns in zip(rows[at : at + count], intended_ns.tolist(), strict=True):
            now_ns = clock()
            if due_ns > now_ns:
                sleep((due_ns - now_ns) / 1e9)
                now_ns = clock()
            try:
                send(row)
            except BlockingIOError:
                taken = False
                break
            except ConnectionRefusedError:
                # The answer to an earlier datagram; this one has not left.
                self.refused += 1
                taken = False
                break
            sent.append(now_ns)
        if sent:
            self._traffic.started(flow, intended_ns[: len(sent)], np.array(sent))
        return taken
