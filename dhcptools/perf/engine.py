"""The load generator: one thread, an open loop on the batch plane.

Rules this file keeps:

- exchanges start by the schedule alone, whatever the server does; a REQUEST leaves as soon as its OFFER has been read;
- replies are timed by the kernel's receive stamps, so reading them late does not falsify anything. That lets the engine
  sleep: it wakes when an exchange is due, at most once in ``START_NS``, and for replies at most once in ``READ_NS``;
- the clock is read before every send call, so a time measured is never too short;
- whatever the kernel does not take stays owed and shows as lag, it is not counted as sent.
"""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import numpy as np

from dhcptools.batch.columns import Integers
from dhcptools.measure.result import Configured, Run, Target
from dhcptools.net.clock import realtime_offset_ns
from dhcptools.net.mmsg import BatchSocket, Received
from dhcptools.net.sockets import open_udp
from dhcptools.perf.addresses import Addresses
from dhcptools.perf.clock import sharp_timers
from dhcptools.perf.dialogue import MOST_ROWS, Batch, Dialogue, Replies
from dhcptools.perf.messages4 import Dialogue4
from dhcptools.perf.messages6 import Dialogue6
from dhcptools.perf.plan import Plan
from dhcptools.perf.schedule import Steady
from dhcptools.perf.tracker import Fate, Tracker

START_NS: Final = 500_000
"""Least time between two sends of first requests: at high rates they leave in batches."""

READ_NS: Final = 1_000_000
"""Least time between two looks for replies."""

LAG_NS: Final = 10_000_000
"""An exchange that starts within this time of its due one is on time."""

_LONGEST_WAIT_NS: Final = 50_000_000  # a stop is noticed within this time
_CLOCK_NS: Final = 1_000_000_000
_BUFFER: Final = 32 << 20  # octets asked for, so that a server's burst is not lost on our side
_COALESCED_PPS: Final = 20_000  # below it UDP_GRO costs more than it saves
_EVER: Final = 1 << 62
_FEW: Final = 128  # a batch of fewer replies has emptied the socket
_READS: Final = 4  # batches read before sending goes on
_SERVERS_MOST: Final = 1024


def run(plan: Plan, *, stop: Callable[[], bool]) -> Run:
    """Carry out a plan and say what happened; ``stop`` is asked often, True ends the run at once.

    Raises NetError when the socket cannot be opened, OSError when nothing can be sent.
    """
    family = socket.AF_INET if plan.family == 4 else socket.AF_INET6
    with open_udp(family, plan.local, plan.local_port) as sock:
        if plan.connected:
            sock.connect(socket.getaddrinfo(plan.server, plan.server_port, family, socket.SOCK_DGRAM)[0][4])
        with sharp_timers():
            gro = None if plan.rate_pps >= _COALESCED_PPS else False
            batches = BatchSocket(sock, rows=MOST_ROWS, gro=gro, receive_buffer=_BUFFER)
            return Engine(plan, batches, stop).run()


class Engine:
    """One run. ``result()`` may be asked at any time."""

    def __init__(self, plan: Plan, sock: BatchSocket, stop: Callable[[], bool]) -> None:
        self._plan = plan
        self._socket = sock
        self._stop = stop
        self._address = None if plan.connected else (plan.server, plan.server_port)
        self._dialogue: Dialogue = Dialogue4(plan) if plan.family == 4 else Dialogue6(plan)
        names = self._dialogue.names
        drops = plan.drop_times_ns[: len(names)]
        self._tracker = Tracker(names, drops, plan.rate_pps, self._dialogue.number_bits)
        self._schedule = Steady(plan.rate_pps, plan.starts)
        self._addresses = Addresses(min(plan.clients, plan.starts))
        self._owed: list[tuple[Batch, Integers]] = []  # second requests that the kernel did not take
        self._started = datetime.now(UTC)
        self._begin_ns = 0
        self._last_ns = 0
        self._read_ns = 0
        self._offset_ns = 0
        self._offset_at_ns = 0
        self._malformed = 0
        self._behind = 0
        self._max_behind_ns = 0
        self._servers: dict[bytes, int] = {}
        self._ready_from = -1  # the first exchange of the batch that is ready to leave
        self._ready: Batch
        self._ready_ns: Integers
        self._stopped_by = "period"

    def run(self) -> Run:
        """Send until the plan ends, then wait for what is in flight, no longer than the drop times."""
        self._started = datetime.now(UTC)
        self._offset_ns = realtime_offset_ns()
        self._begin_ns = self._last_ns = self._read_ns = self._offset_at_ns = time.monotonic_ns()
        self._tracker.begin(self._begin_ns)
        self._prepare(0)
        period_s = self._plan.period_s
        last_ns = _EVER if period_s is None else self._begin_ns + round(period_s * 1e9) + LAG_NS
        while self._tracker.started < self._plan.starts and (now := time.monotonic_ns()) <= last_ns:
            if self._stop():
                self._stopped_by = "SIGINT"
                return self.result()
            more = self._start_due(now)
            if more or now - self._read_ns >= READ_NS // 2:
                more |= self._turn()
            if not more:
                due_ns = self._begin_ns + self._schedule.next_ns(self._tracker.started)
                self._sleep(max(due_ns, now + START_NS))
        if self._plan.max_starts is not None and self._tracker.started == self._plan.max_starts:
            self._stopped_by = "requests"
        self._drain()
        return self.result()

    def _drain(self) -> None:
        """Wait for answers until none can come in time any more."""
        look_ns = 0
        while not self._stop():
            more = self._turn()
            now = time.monotonic_ns()
            if now >= look_ns and not self._owed:
                if not any(self._tracker.waiting(now)):
                    return
                look_ns = now + 5_000_000
            if not more:
                self._sleep(now + 10_000_000)

    def _start_due(self, now_ns: int) -> bool:
        """Start what is due, at most one batch; whether more is due already."""
        elapsed_ns = now_ns - self._begin_ns
        started = self._tracker.started
        count = self._schedule.due(elapsed_ns) - started
        if count <= 0:
            return False
        if elapsed_ns > LAG_NS:
            self._behind = max(self._behind, self._schedule.due(elapsed_ns - LAG_NS) - started)
        if not 0 <= started - self._ready_from < MOST_ROWS:
            self._prepare(started)
        at = started - self._ready_from
        batch = min(count, MOST_ROWS - at)
        intended_ns = self._ready_ns[at : at + batch]
        rows, lengths = self._ready
        sent_ns = time.monotonic_ns()
        some = lengths if isinstance(lengths, int) else lengths[at : at + batch]
        taken = self._socket.send(rows[at : at + batch], some, self._address)
        if taken:
            self._max_behind_ns = max(self._max_behind_ns, sent_ns - int(intended_ns[0]))
            self._tracker.start(intended_ns[:taken], sent_ns)
            self._last_ns = sent_ns
        return taken == batch < count

    def _prepare(self, started: int) -> None:
        """Write the next first requests, so that starting one costs no more than sending it."""
        self._ready_from = started - started % MOST_ROWS
        since_ns = self._schedule.intended_ns(self._ready_from, MOST_ROWS)
        numbers = np.arange(self._ready_from, self._ready_from + MOST_ROWS)
        self._ready = self._dialogue.message(self._dialogue.kinds[0], numbers, since_ns=since_ns)
        self._ready_ns = since_ns + self._begin_ns

    def _turn(self) -> bool:
        """Send what is owed and read replies; whether there may be more to read at once."""
        owed, self._owed = self._owed, []
        now_ns = self._read_ns = time.monotonic_ns()
        for batch, exchanges in owed:
            self._proceed(batch, exchanges, now_ns)
        for _ in range(_READS):
            received = self._socket.receive()
            if received is None:
                return False
            self._take(received, now_ns)
            if len(received.lengths) < _FEW:
                return False
            now_ns = time.monotonic_ns()
        return True

    def _take(self, received: Received, now_ns: int) -> None:
        """Count a batch of replies and send the requests that follow from it."""
        if now_ns - self._offset_at_ns > _CLOCK_NS:
            self._offset_ns, self._offset_at_ns = realtime_offset_ns(), now_ns
        arrived_ns = np.where(received.arrived_ns != 0, received.arrived_ns - self._offset_ns, now_ns)
        replies = self._dialogue.read(received.rows, received.lengths)
        exchanges, known = self._tracker.locate(replies.numbers)
        known &= replies.valid
        if np.count_nonzero(known):
            known &= self._dialogue.same_client(self._dialogue.clients(exchanges))
        good = known & (replies.stage >= 0) & replies.complete
        if np.count_nonzero(good) == len(good):
            self._answer(replies, np.arange(len(good)), exchanges, arrived_ns, now_ns)
            return
        self._set_apart(replies, known)
        chosen = np.flatnonzero(good)
        if len(chosen):
            self._answer(replies, chosen, exchanges, arrived_ns, now_ns)

    def _set_apart(self, replies: Replies, known: np.typing.NDArray[np.bool_]) -> None:
        """Count what answers nothing: no DHCP message, a reply to nobody, a reply that lacks what it must have."""
        self._malformed += int(np.count_nonzero(~replies.valid))
        for number, stage in enumerate(self._tracker.stages):
            mine = replies.stage == number
            stage.result.malformed += int(np.count_nonzero(mine & known & ~replies.complete))
            stage.result.orphans += int(np.count_nonzero(mine & replies.valid & ~known))
        # A message of another type is of no exchange: it counts where the last request might have caused it.
        other = int(np.count_nonzero(replies.valid & (replies.stage < 0)))
        self._tracker.stages[-1].result.orphans += other

    def _answer(
        self, replies: Replies, chosen: Integers, exchanges: Integers, arrived_ns: Integers, now_ns: int
    ) -> None:
        stages = replies.stage[chosen]
        # The last stage first: what is in this batch arrived before the requests that the batch gives rise to.
        for number in reversed(range(len(self._tracker.stages))):
            mine = stages == number
            count = np.count_nonzero(mine)
            if count == 0:
                continue
            lines = chosen if count == len(chosen) else chosen[mine]
            fates = np.where(replies.accepted[lines], Fate.RECEIVED, Fate.REJECTED)
            nak = replies.nak[lines]
            if np.count_nonzero(nak):
                fates[nak] = Fate.NAK
            which = exchanges[lines]
            accepted = self._tracker.answer(number, which, arrived_ns[lines], fates)
            self._last_ns = max(self._last_ns, int(arrived_ns[lines].max()))
            self._count_servers(lines)
            if number + 1 < len(self._tracker.stages):
                if np.count_nonzero(accepted) < len(lines):
                    lines, which = lines[accepted], which[accepted]
                if len(lines):
                    clients, links = self._dialogue.clients(which), self._dialogue.links(which)
                    leases = self._dialogue.leases(lines, clients, links)
                    self._proceed(self._dialogue.message("request", which, leases), which, now_ns)
            elif number > 0:
                held = lines if np.count_nonzero(accepted) == len(lines) else lines[accepted]
                self._addresses.note(replies.keys[held], self._dialogue.clients(exchanges[held]))

    def _count_servers(self, lines: Integers) -> None:
        for name, count in self._dialogue.servers(lines).items():
            if name in self._servers or len(self._servers) < _SERVERS_MOST:
                self._servers[name] = self._servers.get(name, 0) + count

    def _proceed(self, batch: Batch, exchanges: Integers, intended_ns: int) -> None:
        """Send second requests; what the kernel does not take is owed."""
        rows, lengths = batch
        sent_ns = time.monotonic_ns()
        taken = self._socket.send(rows, lengths, self._address)
        if taken:
            self._tracker.proceed(1, exchanges[:taken], intended_ns, sent_ns)
            self._last_ns = max(self._last_ns, sent_ns)
        if taken < len(rows):
            left = lengths if isinstance(lengths, int) else lengths[taken:].copy()
            self._owed.append((Batch(rows[taken:].copy(), left), exchanges[taken:].copy()))

    def _sleep(self, next_ns: int) -> None:
        """Sleep until ``next_ns``, or until replies come; those that came meanwhile wait for ``READ_NS`` to pass."""
        now_ns = time.monotonic_ns()
        quiet_ns = min(next_ns, self._read_ns + READ_NS) - now_ns
        if quiet_ns > 0:
            time.sleep(quiet_ns / 1e9)
            now_ns = time.monotonic_ns()
        rest_ns = min(next_ns - now_ns, _LONGEST_WAIT_NS)
        if rest_ns > 0:
            writers = [self._socket] if self._owed else []
            select.select([self._socket], writers, [], rest_ns / 1e9)

    def result(self) -> Run:
        """What is known now."""
        plan, now_ns = self._plan, time.monotonic_ns()
        self._tracker.settle(now_ns)
        self._tracker.stages[0].timeline.set_asked(self._schedule.due, now_ns - self._begin_ns)
        return Run(
            Target(plan.server, plan.server_port, plan.embedded),
            Configured(plan.rate_pps, plan.clients, plan.period_s, plan.max_starts, plan.drop_time_s),
            self._started,
            plan.family,
            max(0, self._last_ns - self._begin_ns) / 1e9,
            {stage.result.name: stage.result for stage in self._tracker.stages},
            self._addresses.distinct,
            self._addresses.duplicate,
            {self._dialogue.server_name(server): count for server, count in self._servers.items()},
            self._behind,
            self._max_behind_ns / 1e9,
            self._socket.dropped,
            self._socket.refused,
            self._malformed,
            self._stopped_by,
            {stage.result.name: stage.timeline for stage in self._tracker.stages},
        )
