"""Requests one at a time, each at its own moment: for rates at which batches would keep them waiting.

First requests leave by the schedule, second ones behind them, as many with each as spread them over the time until
replies are read next. One plain ``send`` costs less than a batch of one, so what is sent is noted only when replies are
read next; and waking up costs more than sending, so what falls due within ``EARLY_NS`` leaves together.
"""

from __future__ import annotations

import socket
import time
from itertools import islice
from typing import Final

import numpy as np

from dhcptools.perf.dialogue import MOST_ROWS
from dhcptools.perf.flow import Flow
from dhcptools.perf.following import PACED_PPS, Following
from dhcptools.perf.traffic import Traffic

SINGLY_PPS: Final = 15_000
"""The highest rate for this."""

EARLY_NS: Final = 250_000
"""How long before its time a request may leave, with others whose time has come; its latency counts from then."""

_BEHIND: Final = 8  # exchanges owed from which on batches are the faster way, at least
_BEHIND_S: Final = 0.002  # the same as time: reading a batch of replies takes about half of it


class Singles:
    """Sends the requests of a run's main flow through its connected socket, at most ``rate_pps`` first ones a second.

    ``paced``: second requests are sent one by one too.
    """

    def __init__(self, traffic: Traffic, sock: socket.socket, rate_pps: float) -> None:
        self._traffic = traffic
        self._socket = sock
        self.refused = 0
        self.paced = rate_pps >= PACED_PPS
        self._behind = max(_BEHIND, int(rate_pps * _BEHIND_S))
        if self.paced:
            traffic.following = Following()

    def run(self, until_ns: int, read_ns: int | None = None) -> bool:
        """Send what falls due until ``until_ns``, sleeping between; False when it is a matter for batches.

        Second requests are spread over the time until ``read_ns``, which may be later.
        """
        traffic = self._traffic
        flow = traffic.main
        schedule = flow.schedule
        if schedule is None:
            return False
        begin_ns = traffic.begin_ns
        while True:
            now_ns = time.monotonic_ns()
            if schedule.due(now_ns - begin_ns) - flow.taken > self._behind:
                return False
            count = min(schedule.due(until_ns - begin_ns) - flow.taken, MOST_ROWS)
            if count <= 0:
                return True
            count = flow.tracker.room(flow.ready(count)[3])
            most = schedule.due((read_ns or until_ns) - begin_ns) - flow.taken
            if count == 0 or not self._send(flow, count, max(count, most)):
                return False
            if time.monotonic_ns() >= until_ns:
                return True

    def _send(self, flow: Flow, count: int, most: int) -> bool:
        """Send the next ``count`` of the ``most`` that second requests are spread over.

        False when the kernel does not take them or they have lengths of their own.
        """
        (rows, lengths), since_ns, at, _ = flow.ready(count)
        if not isinstance(lengths, int) or lengths != rows.shape[1]:
            return False
        intended_ns = since_ns[at : at + count] + self._traffic.begin_ns
        following = self._traffic.following
        seconds = [] if following is None else following.rows()
        each = -(-len(seconds) // most)
        behind = iter(seconds)
        early_ns = EARLY_NS if self.paced else 0
        clock, sleep, send = time.monotonic_ns, time.sleep, self._socket.send
        sent: list[int] = []
        followed: list[int] = []
        taken = True
        try:
            for row, due_ns in zip(rows[at : at + count], intended_ns.tolist(), strict=True):
                now_ns = clock()
                if due_ns > now_ns + early_ns:
                    sleep((due_ns - now_ns) / 1e9)
                    now_ns = clock()
                send(row)
                sent.append(now_ns)
                for second in islice(behind, each):
                    now_ns = clock()
                    send(second)
                    followed.append(now_ns)
        except BlockingIOError:
            taken = False
        except ConnectionRefusedError:
            # The answer to an earlier datagram; this one has not left.
            self.refused += 1
            taken = False
        except OSError:
            # A matter for batches, whose outlet knows whether it ends the run.
            taken = False
        if sent:
            sent_ns = np.array(sent)
            # What left early was not kept waiting: its latency counts from when it left.
            self._traffic.started(flow, np.minimum(intended_ns[: len(sent)], sent_ns), sent_ns)
        if followed:
            followed_ns = np.array(followed)
            due_ns = intended_ns.repeat(each)[: len(followed)]
            self._traffic.followed(np.minimum(due_ns, followed_ns), followed_ns)
        return taken
