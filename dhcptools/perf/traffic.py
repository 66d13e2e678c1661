"""What a run sends: first requests by their schedules, second ones after their offers, requests about leases held, and
retransmissions.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from dhcptools.batch.columns import Integers
from dhcptools.perf.addresses import Addresses, keys_of
from dhcptools.perf.dialogue import MOST_ROWS, Batch, Dialogue
from dhcptools.perf.flow import Flow, make_flows
from dhcptools.perf.following import Following
from dhcptools.perf.held import Held
from dhcptools.perf.judge import Judge
from dhcptools.perf.leases import Leases
from dhcptools.perf.outlet import Outlet, part_of, rest_of
from dhcptools.perf.plan import Plan, Scenario
from dhcptools.perf.roll import Roll
from dhcptools.perf.schedule import EVER
from dhcptools.perf.tracker import note_sent

LAG_NS: Final = 10_000_000
"""An exchange that starts within this time of its due one is on time."""

_RESEND_NS: Final = 50_000_000  # how often retransmissions are looked for
_UNBOUND: Final = 64  # exchanges started before replies are read, where nothing limits them
_LEASES_MOST: Final = 1 << 22


class Traffic:
    """All flows of one run. Times are on the monotonic clock, in nanoseconds.

    ``behind`` is how many exchanges were owed at worst, ``max_behind_ns`` how late the latest one left; ``waits``
    counts sleeps. ``following`` is where second requests wait when somebody sends them one by one, else None.
    """

    def __init__(self, plan: Plan, dialogue: Dialogue, outlet: Outlet) -> None:
        self.outlet = outlet
        self.flows = make_flows(plan, dialogue)
        self._plan = plan
        self._dialogue = dialogue
        self.main = self.flows[0]
        most = min(plan.clients, self.main.schedule.starts if self.main.schedule else _LEASES_MOST, _LEASES_MOST)
        self.addresses = Addresses(most)
        draws = any(flow.draws for flow in self.flows)
        self._held = Held(plan.clients, plan.family, plan.seed) if draws else None
        self._renewing = next((flow for flow in self.flows if flow.kinds == ("renew",)), None) if plan.mix else None
        restart = self._restart if plan.mix else None
        self.judge = Judge(dialogue, self.flows, self.addresses, self._held, self._proceed, restart)
        self.judge.roll = Roll(plan, self.addresses) if plan.check_addresses else None
        self._second_most = EVER
        if plan.max_second is not None and len(self.main.kinds) > 1:
            self._second_most = (plan.max_second - plan.share + plan.shares - 1) // plan.shares
        self._starts_most = EVER
        if plan.max_starts is not None:
            self._starts_most = (plan.max_starts - plan.share + plan.shares - 1) // plan.shares
        self._window = None if plan.window is None else max(1, plan.window // plan.shares)
        self._free = plan.most_pps is None and plan.scenario is Scenario.BASIC
        self._owed: list[tuple[Flow, int, Integers, Batch]] = []
        self.following: Following | None = None
        self.begin_ns = 0
        self._end_ns = EVER
        self._draining = False
        self.resend_ns = EVER
        self.behind = 0
        self.max_behind_ns = 0
        self.waits = 0
        self.main.prepare()  # before the clock starts: the first message of a kind takes long to make

    def begin(self, begin_ns: int) -> None:
        """The run starts at ``begin_ns``; send what leaves before."""
        self.begin_ns = self.outlet.last_ns = begin_ns
        if self._plan.lasts_s is not None and self._plan.scenario is Scenario.BASIC:
            self._end_ns = begin_ns + round(self._plan.lasts_s * 1e9)
        for flow in self.flows:
            flow.tracker.begin(begin_ns)
        left = self._plan.preload
        while left > 0:
            batch, _, at, count = self.main.ready(left)
            taken, _ = self.outlet.send(batch, at, count)
            self.main.tracker.skip(taken)
            left -= taken
            if self.outlet.failing:
                break
        if left != self._plan.preload:
            self.main.prepare()
        if self.main.resends:
            self.resend_ns = begin_ns + _RESEND_NS

    @property
    def owed(self) -> bool:
        """Whether there are requests that the kernel has not taken yet."""
        return bool(self._owed)

    @property
    def waiting(self) -> int:
        """Second requests that have not left yet."""
        queued = 0 if self.following is None else self.following.count
        return queued + sum(len(exchanges) for _, _, exchanges, _ in self._owed)

    @property
    def open(self) -> int:
        """Requests that are neither answered nor lost."""
        return sum(flow.tracker.open for flow in self.flows)

    def late_until_ns(self) -> int:
        """Until when lost requests may be answered yet, if that takes as long as others took that came late; 0: not."""
        return max(stage.late_until_ns() for flow in self.flows for stage in flow.tracker.stages)

    def over(self, now_ns: int) -> str | None:
        """Why nothing more is to start; None while something is."""
        main = self.main
        first = main.tracker.stages[0].result.sent
        if first >= self._starts_most:
            return "requests"
        if self._second_most < EVER and main.tracker.stages[1].result.sent >= self._second_most:
            return "requests"
        limits = self._plan.max_losses
        for limit, stage in zip(limits, main.tracker.stages, strict=False):
            if limit.reached(stage.result.lost, stage.result.sent):
                return "losses"
        if self._plan.scenario is Scenario.AVALANCHE:
            return "requests" if main.schedule is not None and main.taken >= main.schedule.starts else None
        if now_ns > self._end_ns + LAG_NS:
            return "period"
        due = all(flow.schedule is None or flow.taken >= flow.schedule.starts for flow in self.flows)
        if not self._free and due:
            return "period"
        return "period" if self._free and now_ns >= self._end_ns else None

    def next_ns(self) -> int:
        """When the next exchange of any flow is due."""
        if self._free:
            full = self._window is not None and all(self._free_count(flow) <= 0 for flow in self.flows)
            return EVER if full else 0
        return self.begin_ns + min(flow.next_ns() for flow in self.flows)

    def others_ns(self) -> int:
        """When the next exchange of a flow beside the main one is due."""
        return self.begin_ns + min((flow.next_ns() for flow in self.flows[1:]), default=EVER)

    def start_due(self, now_ns: int, *, others: bool = False) -> bool:
        """Start what is due, at most one batch of each flow; whether more is due already.

        ``others``: only of flows beside the main one.
        """
        more = False
        for flow in self.flows[1:] if others else self.flows:
            count = self._free_count(flow) if self._free else flow.due(now_ns - self.begin_ns)
            if count > 0:
                if flow.draws and self._held is not None:
                    more |= self._draw(flow, count, self._held)
                else:
                    more |= self._start(flow, count, now_ns)
        return more

    def _free_count(self, flow: Flow) -> int:
        """How many exchanges a flow may start where no schedule says it."""
        if flow.schedule is not None:
            return flow.due(self.outlet.last_ns - self.begin_ns)
        room = _UNBOUND if self._window is None else self._window - self.open - self.waiting
        if flow is self.main:
            room = min(room, self._starts_most - flow.tracker.stages[0].result.sent)
        if not self._plan.mix:
            return room if flow is self.main else 0
        total = sum(each.taken for each in self.flows) + room
        return min(room, max(0, int(total * flow.weight + 0.5) - flow.taken))

    def _start(self, flow: Flow, count: int, now_ns: int) -> bool:
        elapsed_ns = now_ns - self.begin_ns
        if flow.schedule is not None and elapsed_ns > LAG_NS:
            self.behind = max(self.behind, flow.schedule.due(elapsed_ns - LAG_NS) - flow.taken)
        ready, since_ns, at, batch = flow.ready(count)
        batch = flow.tracker.room(batch)
        if batch == 0:
            return False
        taken, sent_ns = self.outlet.send(ready, at, batch)
        if taken:
            if flow.schedule is None:
                intended_ns: Integers = np.full(taken, sent_ns)
            else:
                intended_ns = since_ns[at : at + taken] + self.begin_ns
            self.started(flow, intended_ns, sent_ns)
        return taken == batch < count

    def started(self, flow: Flow, intended_ns: Integers, sent_ns: int | Integers) -> None:
        """The next exchanges of the schedule were started, all at ``sent_ns`` or each at its own time (n,)."""
        late_ns = sent_ns - intended_ns
        self.max_behind_ns = max(self.max_behind_ns, int(late_ns.max()))
        if not isinstance(sent_ns, int):
            self.outlet.left(int(sent_ns[-1]))
        self._count(flow, flow.tracker.started, intended_ns, sent_ns, None)
        flow.taken += len(intended_ns)

    def _count(
        self, flow: Flow, first: int, intended_ns: Integers, sent_ns: int | Integers, leases: Leases | None
    ) -> None:
        """Exchanges from ``first`` on have been started."""
        if not flow.answered:
            flow.tracker.skip(len(intended_ns))
            stage = flow.tracker.stages[0]
            stage.result.sent += len(intended_ns)
            note_sent(stage.timeline, sent_ns, len(intended_ns))
            return
        flow.tracker.start(intended_ns, sent_ns)
        if flow.ring is not None:
            exchanges = np.arange(first, first + len(intended_ns))
            flow.remember(exchanges, leases)
            flow.sent(0, exchanges, sent_ns if isinstance(sent_ns, int) else int(sent_ns[0]))

    def _draw(self, flow: Flow, count: int, held: Held) -> bool:
        """Start exchanges about leases held. Where none is held the turn passes."""
        batch = flow.tracker.room(min(count, MOST_ROWS))
        leases = held.draw(batch)
        first_turn = flow.taken
        flow.taken += batch
        if len(leases):
            since_ns = None if flow.schedule is None else flow.schedule.intended_ns(first_turn, batch)[: len(leases)]
            self._about(flow, leases, since_ns, held)
        return batch < count and len(leases) == batch

    def _about(self, flow: Flow, leases: Leases, since_ns: Integers | None, held: Held) -> None:
        """Send requests about these leases; those that the kernel does not take are held again."""
        first = flow.tracker.started
        numbers = flow.numbers(np.arange(first, first + len(leases)))
        taken, sent_ns = self.outlet.send(self._dialogue.message(flow.kinds[0], numbers, leases))
        if taken:
            intended_ns = np.full(taken, sent_ns) if since_ns is None else since_ns[:taken] + self.begin_ns
            self._count(flow, first, intended_ns, sent_ns, leases.take(slice(0, taken)))
        if taken < len(leases):
            held.put(leases.take(slice(taken, len(leases))), sent_ns)
        if flow.kinds[0] in _LEAVING and taken:
            self.addresses.forget(keys_of(leases.take(slice(0, taken))))
        if flow.kinds[0] in _KEEPING and taken:
            held.put(leases.take(slice(0, taken)), sent_ns)

    def _proceed(self, flow: Flow, stage: int, exchanges: Integers, leases: Leases, now_ns: int) -> None:
        """Send the next requests of exchanges that were offered leases."""
        if flow is self.main and self._second_most < EVER:
            left = max(0, self._second_most - flow.tracker.stages[1].result.sent - self.waiting)
            exchanges, leases = exchanges[:left], leases.take(slice(0, left))
        flow.remember(exchanges, leases)
        for part in part_of(exchanges, MOST_ROWS):
            some = leases if len(exchanges) <= MOST_ROWS else leases.take(part)
            numbers = flow.numbers(exchanges[part])
            batch = self._dialogue.message(flow.kinds[stage], numbers, some)
            if self.following is None or not self.following.put(flow, stage, exchanges[part], batch):
                self._second(flow, stage, exchanges[part], batch, now_ns)

    def followed(self, due_ns: Integers, sent_ns: Integers) -> None:
        """The first of those that wait were meant to leave and left at these times (n,)."""
        if self.following is None:
            return
        at = 0
        for flow, stage, exchanges in self.following.gone(len(sent_ns)):
            part = slice(at, at := at + len(exchanges))
            flow.tracker.proceed(stage, exchanges, due_ns[part], sent_ns[part])
            flow.sent(stage, exchanges, int(sent_ns[part][0]))
        self.outlet.left(int(sent_ns[-1]))

    def _second(self, flow: Flow, stage: int, exchanges: Integers, batch: Batch, now_ns: int) -> None:
        taken, sent_ns = self.outlet.send(batch)
        if taken:
            flow.tracker.proceed(stage, exchanges[:taken], now_ns, sent_ns)
            flow.sent(stage, exchanges[:taken], sent_ns)
        if taken < len(exchanges):
            self._owed.append((flow, stage, exchanges[taken:].copy(), rest_of(batch, taken)))

    def pay(self, now_ns: int) -> None:
        """Send what the kernel did not take before, and what has not found its moment."""
        owed, self._owed = self._owed, []
        if self.following is not None and self.following.count:
            owed += self.following.take()
        for flow, stage, exchanges, batch in owed:
            self._second(flow, stage, exchanges, batch, now_ns)

    def _restart(self, clients: Integers, links: Integers, now_ns: int) -> None:
        """Clients that got a NAK begin again (RFC 2131 §4.4.5)."""
        del now_ns
        flow = self.main
        for part in part_of(clients, MOST_ROWS):
            leases = Leases.empty(len(clients[part]), self._plan.family)
            leases.client[:], leases.link[:] = clients[part], links[part]
            first = flow.tracker.started
            batch = flow.tracker.room(len(leases))
            numbers = flow.numbers(np.arange(first, first + batch))
            message = self._dialogue.message(flow.kinds[0], numbers, leases.take(slice(0, batch)), again=True)
            taken, sent_ns = self.outlet.send(message)
            if taken:
                self._count(flow, first, np.full(taken, sent_ns), sent_ns, leases.take(slice(0, taken)))

    def expire(self, now_ns: int) -> None:
        """Count what is lost."""
        for flow in self.flows:
            flow.tracker.expire(now_ns)

    def look(self, now_ns: int) -> None:
        """Renew at T1, and send again what is unanswered too long."""
        if self._renewing is not None and self._held is not None:
            due = self._held.due(now_ns, self._renewing.tracker.room(MOST_ROWS))
            if len(due):
                self._about(self._renewing, due, None, self._held)
        if now_ns >= self.resend_ns:
            self.resend_ns = now_ns + _RESEND_NS
            for flow in self.flows:
                if flow.answered:
                    for stage in range(len(flow.resends)):
                        self._resend(flow, stage, now_ns)

    def _resend(self, flow: Flow, stage: int, now_ns: int) -> None:
        slots = flow.resends[stage].due(flow.tracker.unanswered(stage), now_ns)
        ring = flow.tracker.stages[stage]
        for part in part_of(slots, MOST_ROWS):
            some = slots[part]
            exchanges = flow.tracker.exchanges_at(some)
            leases = None if flow.ring is None or (stage == 0 and not flow.draws) else flow.ring.take(some)
            if self._plan.mix and leases is None and flow.ring is not None:
                leases = flow.ring.take(some)
            tried_ns = now_ns - ring.sent_ns[some]
            batch = self._dialogue.message(
                flow.kinds[stage], flow.numbers(exchanges), leases, elapsed_ns=tried_ns, again=True
            )
            taken, sent_ns = self.outlet.send(batch)
            flow.sent(stage, exchanges[:taken], sent_ns, again=True)
            ring.result.resent += taken
            if taken < len(some):
                return

    def settle(self, now_ns: int) -> None:
        """Bring every count up to date."""
        for flow in self.flows:
            flow.tracker.settle(now_ns)
            if flow.schedule is not None:
                flow.tracker.stages[0].timeline.set_asked(flow.schedule.due, now_ns - self.begin_ns)


_KEEPING: Final = frozenset({"inform", "confirm"})
_LEAVING: Final = frozenset({"release", "decline"})
