"""The load generator: one thread, flows of exchanges on the batch plane.

Rules this file keeps:

- exchanges start by the schedule alone, whatever the server does; a REQUEST leaves as soon as its OFFER has been read,
  or, from 2,000 exchanges a second on, spread over the time until replies are read next (see ``following``);
- replies are timed by the kernel's receive stamps, so reading them late does not falsify anything. That lets the engine
  sleep: it wakes when an exchange is due, and for replies at most once in ``READ_NS``;
- whatever the kernel does not take stays owed and shows as lag, it is not counted as sent; an error ends the run only
  while nothing has left yet.
"""

from __future__ import annotations

import contextlib
import select
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import numpy.ma  # noqa: F401 - np.unique loads it when it is first called, which would hold up the first answers

from dhcptools.measure.result import Configured, Run, Target
from dhcptools.net.mmsg import BatchSocket
from dhcptools.perf.clock import no_collections, sharp_timers
from dhcptools.perf.dialogue import Dialogue
from dhcptools.perf.direct import Direct, excuse, open_direct
from dhcptools.perf.flow import kinds_of_run
from dhcptools.perf.following import PACED_PPS, PACED_READ_NS, read_ns
from dhcptools.perf.links import open_batches
from dhcptools.perf.messages4 import Dialogue4
from dhcptools.perf.messages6 import Dialogue6
from dhcptools.perf.outlet import Batches, Outlet
from dhcptools.perf.plan import Plan, Scenario
from dhcptools.perf.recorder import Recorder
from dhcptools.perf.schedule import EVER
from dhcptools.perf.singles import SINGLY_PPS, Singles
from dhcptools.perf.traffic import Traffic

START_NS: Final = 500_000
"""Least time between two sends of first requests at rates too high to send them singly."""

READ_NS: Final = 2_000_000
"""Least time between two looks for replies; half of it at rates that fill batches anyway."""

_BATCHES_PPS: Final = 20_000
_NEIGHBOURS_NS: Final = 200_000  # a server that asks where a client is has its answer held up until then
_LONGEST_WAIT_NS: Final = 50_000_000  # a stop is noticed within this time
_LOOK_NS: Final = 10_000_000  # how often losses are looked for
_FEW: Final = 128  # a batch of fewer replies has emptied the socket
_READS: Final = 4  # batches read before sending goes on

Told = Callable[[Run], None]


def run(
    plan: Plan,
    *,
    stop: Callable[[], bool],
    on_interval: Told | None = None,
    batches: Batches | None = None,
    enough: Callable[[], bool] | None = None,
) -> Run:
    """Carry out a plan and say what happened; ``stop`` is asked often, True ends the run at once.

    ``enough`` is asked often too: True means that nothing more is to start, and answers are awaited.

    ``on_interval`` gets what is known every ``plan.interval_s`` seconds; the value is good until it returns.
    ``batches`` are a socket to use, which stays open; without them one is opened. Raises NetError when that cannot be
    done, OSError when nothing can be sent.
    """
    with contextlib.ExitStack() as stack:
        opened = stack.enter_context(open_batches(plan)) if batches is None else batches
        direct = stack.enter_context(open_direct(plan))
        stack.enter_context(sharp_timers())
        stack.enter_context(no_collections())
        return Engine(plan, opened, stop, on_interval, direct, enough).run()


class Engine:
    """One run. ``result()`` may be asked at any time."""

    def __init__(
        self,
        plan: Plan,
        sock: Batches,
        stop: Callable[[], bool],
        on_interval: Told | None = None,
        direct: Direct | None = None,
        enough: Callable[[], bool] | None = None,
    ) -> None:
        """``direct`` hears what is answered past the relay."""
        self._enough = enough
        self._plan = plan
        self._socket = sock
        self._heard: tuple[Batches | Direct, ...] = (sock,) if direct is None else (sock, direct)
        self._stop = stop
        self._told = on_interval if plan.interval_s is not None else None
        kinds = tuple(kind for flow in kinds_of_run(plan) for kind in flow)
        dialogue: Dialogue = Dialogue4(plan, kinds) if plan.family == 4 else Dialogue6(plan, kinds)
        address = None if plan.connected else (plan.server, plan.server_port)
        self._traffic = Traffic(plan, dialogue, Outlet(sock, address))
        self._recorder = Recorder(plan, dialogue) if plan.details else None
        self._traffic.judge.listener = self._recorder
        self._started = datetime.now(UTC)
        self._begin_ns = 0
        self._read_ns = 0
        self._look_ns = 0
        self._tell_ns = EVER
        free = plan.most_pps is None and plan.scenario is Scenario.BASIC
        rate = (plan.most_pps or 0) / plan.shares
        self._rest_ns = 0 if free else READ_NS if rate < _BATCHES_PPS else READ_NS // 2
        if plan.interface is not None and plan.family == 6:
            self._rest_ns = min(self._rest_ns, _NEIGHBOURS_NS)
        self._singles = None
        self._paced_ns = PACED_READ_NS
        if isinstance(sock, BatchSocket) and plan.connected and 0 < rate <= SINGLY_PPS:
            self._singles = Singles(self._traffic, sock.socket, rate)
            self._paced_ns = read_ns(sock.buffers[0], rate * len(self._traffic.main.kinds))
        self._turn_ns = self._rest_ns // 2
        self._stopped_by = "period"

    def run(self) -> Run:
        """Send until the plan ends, then wait for what is in flight, no longer than the drop times."""
        traffic = self._traffic
        if self._plan.begin_ns is not None:
            time.sleep(max(0, self._plan.begin_ns - time.monotonic_ns()) / 1e9)
        self._started = datetime.now(UTC)
        self._begin_ns = self._read_ns = self._plan.begin_ns or time.monotonic_ns()
        if self._told is not None and self._plan.interval_s is not None:
            self._tell_ns = self._begin_ns + round(self._plan.interval_s * 1e9)
        if self._recorder is not None:
            self._recorder.begin_ns = self._begin_ns
        traffic.begin(self._begin_ns)
        while not self._over(now := time.monotonic_ns()):
            if self._stop():
                self._stopped_by = "SIGINT"
                return self.result()
            if self._singles is not None and self._run_singly(self._singles, now):
                more = traffic.start_due(now, others=True)
                now = time.monotonic_ns()
            else:
                more = traffic.start_due(now)
            if more or now - self._read_ns >= self._turn_ns:
                more |= self._turn()
            self._look(now)
            if not more and traffic.over(now) is None:
                next_ns = traffic.next_ns()
                if (self._singles is None and self._plan.window is None) or traffic.outlet.failing:
                    next_ns = max(next_ns, now + START_NS)
                turn_ns = self._read_ns + self._rest_ns if traffic.waiting and not traffic.owed else EVER
                self._sleep(min(next_ns, turn_ns, self._look_ns if self._plan.window else EVER, traffic.resend_ns))
        self._drain()
        return self.result()

    def _over(self, now_ns: int) -> bool:
        """Whether nothing more is to start, and why."""
        plan, traffic = self._plan, self._traffic
        reason = "losses" if self._enough is not None and self._enough() else traffic.over(now_ns)
        if reason is None:
            return False
        self._stopped_by = reason
        return plan is not None

    def _drain(self) -> None:
        """Wait for answers until none can come in time any more, or as late as others came, or as the plan says."""
        traffic, wait_us = self._traffic, self._plan.exit_wait_us
        until_ns = EVER if wait_us is None else time.monotonic_ns() + wait_us * 1000
        while not self._stop():
            more = self._turn()
            now = time.monotonic_ns()
            self._look(now)
            if now >= until_ns:
                return
            if not traffic.open and (not traffic.waiting or traffic.outlet.failing):
                traffic.expire(now)
                if now >= traffic.late_until_ns():
                    return
            if not more:
                self._sleep(min(now + _LOOK_NS, until_ns))
        self._stopped_by = "SIGINT"

    def _run_singly(self, singles: Singles, now_ns: int) -> bool:
        """Send first requests until replies are read next, or until an exchange of another flow is due."""
        read_ns = self._read_ns + self._rest_ns
        until_ns = min(read_ns, max(self._traffic.others_ns(), now_ns + START_NS))
        return singles.run(until_ns, read_ns)

    def _turn(self) -> bool:
        """Send what is owed and read replies; whether there may be more to read at once."""
        more = self._read()
        if self._singles is not None and self._singles.paced:
            ahead = self._traffic.main.due(self._read_ns + self._paced_ns - self._begin_ns)
            paced = ahead * 1_000_000_000 >= PACED_PPS * self._paced_ns
            self._rest_ns = self._paced_ns if paced else READ_NS
            self._turn_ns = self._paced_ns - START_NS if paced else READ_NS // 2
            if not paced and self._traffic.waiting:
                self._traffic.pay(time.monotonic_ns())  # few leave that others could be spread between
        return more

    def _read(self) -> bool:
        self._read_ns = time.monotonic_ns()
        self._traffic.pay(self._read_ns)
        more = False
        for each in self._heard:
            more |= self._read_from(each)
        return more

    def _read_from(self, sock: Batches | Direct) -> bool:
        for _ in range(_READS):
            received = sock.receive()
            if received is None:
                return False
            self._traffic.judge.take(received, time.monotonic_ns())
            if len(received.lengths) < _FEW:
                return False
        return True

    def _look(self, now_ns: int) -> None:
        """Do what is to be done from time to time."""
        if now_ns >= self._look_ns:
            self._look_ns = now_ns + _LOOK_NS
            self._traffic.expire(now_ns)
            self._traffic.look(now_ns)
        if now_ns >= self._tell_ns and self._told is not None and self._plan.interval_s is not None:
            step_ns = round(self._plan.interval_s * 1e9)
            self._tell_ns += step_ns * (1 + (now_ns - self._tell_ns) // step_ns)
            self._told(self.result())

    def _sleep(self, next_ns: int) -> None:
        """Sleep until ``next_ns``, or until replies come; those that came meanwhile wait for ``READ_NS`` to pass."""
        now_ns = time.monotonic_ns()
        next_ns = min(next_ns, self._tell_ns)
        quiet_ns = min(next_ns, self._read_ns + self._rest_ns) - now_ns
        if quiet_ns > 0:
            time.sleep(quiet_ns / 1e9)
            now_ns = time.monotonic_ns()
        rest_ns = min(next_ns - now_ns, _LONGEST_WAIT_NS)
        if rest_ns > 0:
            self._traffic.waits += 1
            writers = [self._socket] if self._traffic.owed else []
            select.select(self._heard, writers, [], rest_ns / 1e9)

    def result(self) -> Run:
        """What is known now."""
        plan, traffic, now_ns = self._plan, self._traffic, time.monotonic_ns()
        traffic.settle(now_ns)
        stages = [stage for flow in traffic.flows for stage in flow.tracker.stages]
        results = {stage.result.name: stage.result for stage in stages}
        rate = plan.rate_pps if plan.most_pps is not None and not plan.phases else None
        asked = Configured(
            None if rate is None else round(rate), plan.clients, plan.lasts_s, plan.max_starts, plan.drop_time_s,
            plan.scenario.value,
        )  # fmt: skip  # the order of Configured
        last_ns = max(traffic.outlet.last_ns, traffic.judge.last_ns)
        run = Run(
            Target(plan.server, plan.server_port, plan.embedded),
            asked,
            self._started,
            plan.family,
            max(0, last_ns - self._begin_ns) / 1e9,
            results,
            traffic.addresses.distinct,
            traffic.addresses.duplicate,
            traffic.judge.per_server.replies,
            traffic.behind,
            traffic.max_behind_ns / 1e9,
            sum(each.dropped for each in self._heard),
            self._socket.refused + (self._singles.refused if self._singles else 0),
            traffic.judge.malformed,
            self._stopped_by,
            {stage.result.name: stage.timeline for stage in stages},
        )
        run.send_failures, run.send_failure = traffic.outlet.failures, traffic.outlet.why
        run.server_latency = traffic.judge.per_server.latencies
        if traffic.judge.roll is not None:
            run.addresses_foreign = traffic.judge.roll.foreign
            run.address_problems = list(traffic.judge.roll.problems)
        if self._recorder is not None:
            run.details = self._recorder.details
            run.details.waits = traffic.waits
        return run if plan.shares > 1 else excuse(run, plan)
