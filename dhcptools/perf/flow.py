"""A flow: exchanges of one kind with their own numbers, schedule and tracker, several of which make up a run."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from dhcptools.batch.columns import Integers
from dhcptools.perf.dialogue import MOST_ROWS, AnswerTable, Batch, Dialogue, kinds_of
from dhcptools.perf.leases import Leases
from dhcptools.perf.plan import Plan, Scenario
from dhcptools.perf.resend import AVALANCHE, WAITS4, WAITS6, Resends
from dhcptools.perf.schedule import EVER, AtOnce, Phased, Schedule, Shared, Steady
from dhcptools.perf.tracker import Tracker, ring_bits

_AVALANCHE_DROP_NS: Final = 1_000_000_000_000  # perfdhcp's 1000 s: nothing is given up before
_FREE_ROWS: Final = 128  # written ahead where nobody knows how many will leave
LEASELESS: Final = frozenset({"information_request"})


@dataclass(slots=True)
class Flow:
    """``kinds`` are its requests, from ``place`` on among those of the dialogue.

    ``schedule`` says when exchanges start, None: when something else makes them. ``taken`` counts those of the schedule
    that have had their turn; numbers of exchanges are the tracker's. ``draws``: they are about leases held. ``ring``
    remembers of each slot the client and what it was offered, where that is needed again. ``weight`` is the share of
    starts where no schedule gives one.
    """

    place: int
    kinds: tuple[str, ...]
    tracker: Tracker
    schedule: Schedule | None
    draws: bool
    answered: bool
    dialogue: Dialogue
    share: int = 0
    share_bits: int = 0
    ring: Leases | None = None
    resends: list[Resends] = field(default_factory=list)
    weight: float = 1.0
    taken: int = 0
    _ready_from: int = -1
    _ready_rows: int = 0
    _ready: Batch | None = None
    _ready_ns: Integers = field(default_factory=lambda: np.zeros(0, np.int64))

    def numbers(self, exchanges: Integers) -> Integers:
        """The numbers of these exchanges among those of all processes."""
        return exchanges << self.share_bits | self.share if self.share_bits else exchanges

    def clients(self, exchanges: Integers) -> Integers:
        """The client of each exchange."""
        if self.ring is not None:
            clients: Integers = self.ring.client[exchanges & self.tracker.mask]
            return clients
        return self.dialogue.clients(self.numbers(exchanges))

    def links(self, exchanges: Integers) -> Integers:
        """The link of each exchange."""
        if self.ring is not None:
            links: Integers = self.ring.link[exchanges & self.tracker.mask]
            return links
        return self.dialogue.links(self.numbers(exchanges))

    def due(self, elapsed_ns: int) -> int:
        """How many exchanges the schedule wants to start now."""
        return 0 if self.schedule is None else self.schedule.due(elapsed_ns) - self.taken

    def next_ns(self) -> int:
        """When the next exchange is to start, from the start of the run."""
        if self.schedule is None or self.taken >= self.schedule.starts:
            return EVER
        return self.schedule.next_ns(self.taken)

    def ready(self, count: int) -> tuple[Batch, Integers, int, int]:
        """First requests of the next exchanges: their batch and intended times, from which row on, how many rows."""
        first = self.tracker.started
        batch = self._ready
        if batch is None or not 0 <= first - self._ready_from < self._ready_rows:
            batch = self.prepare()
        at = first - self._ready_from
        return batch, self._ready_ns, at, min(count, self._ready_rows - at)

    def prepare(self) -> Batch:
        """Write the next first requests, so that starting one costs no more than sending it."""
        first = self._ready_from = self.tracker.started
        self._ready_rows = MOST_ROWS if self.schedule is not None else _FREE_ROWS
        since_ns: Integers | int = 0
        if self.schedule is not None:
            since_ns = self.schedule.intended_ns(self.taken, self._ready_rows)
            self._ready_ns = since_ns
        numbers = self.numbers(np.arange(first, first + self._ready_rows))
        self._ready = self.dialogue.message(self.kinds[0], numbers, since_ns=since_ns)
        return self._ready

    def remember(self, exchanges: Integers, leases: Leases | None) -> None:
        """Keep whom these exchanges are of, and the leases that they are about."""
        if self.ring is None:
            return
        slots = exchanges & self.tracker.mask
        if leases is not None:
            self.ring.put(slots, leases)
            return
        numbers = self.numbers(exchanges)
        self.ring.client[slots] = self.dialogue.clients(numbers)
        self.ring.link[slots] = self.dialogue.links(numbers)

    def sent(self, stage: int, exchanges: Integers, now_ns: int, *, again: bool = False) -> None:
        """Set the time of the next transmission."""
        if self.resends:
            self.resends[stage].sent(exchanges & self.tracker.mask, now_ns, again=again)


def kinds_of_run(plan: Plan) -> list[tuple[str, ...]]:
    """The requests of each flow of a run; the first one is that of clients who start."""
    flows = [kinds_of(plan.exchange.value, plan.family)]
    if plan.mix:
        others = [share.name for share in plan.mix if share.name != plan.exchange.value]
        flows += [(name,) for name in others] + ([] if "renew" in others else [("renew",)])
    flows += [("renew",)] if plan.renew_rate_pps else []
    flows += [("release",)] if plan.release_rate_pps else []
    return flows


def flow_bits(plan: Plan) -> int:
    """How many low bits of a transaction id name its flow."""
    return AnswerTable.of([kind for flow in kinds_of_run(plan) for kind in flow], plan.family).flow_bits


def make_flows(plan: Plan, dialogue: Dialogue) -> list[Flow]:
    """Every flow of a run; ``dialogue`` is made for the kinds of :func:`kinds_of_run`, one after the other."""
    avalanche = plan.scenario is Scenario.AVALANCHE
    weights = {share.name: share.weight for share in plan.mix}
    whole = sum(weights.values()) or 1.0
    share_bits = plan.shares.bit_length() - 1
    bits = dialogue.number_bits - share_bits
    flows: list[Flow] = []
    place = 0
    for number, kinds in enumerate(kinds_of_run(plan)):
        first = number == 0
        if plan.mix:
            weight = weights.get(plan.exchange.value if first else kinds[0], 0.0) / whole
        else:
            weight = 1.0 if first else 0.0
        drops = plan.drop_times_ns if first else plan.drop_times_ns[:1]
        drops = (_AVALANCHE_DROP_NS,) * 2 if avalanche else drops
        schedule = _schedule(plan, kinds, weight, first=first)
        names = dialogue.names[place : place + len(kinds)]
        tracker = Tracker(names, drops[: len(kinds)], _ring(plan, kinds, drops, bits), bits)
        flow = Flow(
            place, kinds, tracker, schedule, not first and kinds[0] not in LEASELESS, dialogue.answered[place],
            dialogue, plan.share, share_bits, weight=weight,
        )  # fmt: skip  # the order of Flow
        again = plan.retransmit or plan.mix or avalanche
        if flow.draws or again:
            flow.ring = Leases.empty(tracker.capacity, plan.family)
        if again:
            table = WAITS4 if plan.family == 4 else WAITS6
            waits = [AVALANCHE if avalanche else table.get(kind) for kind in kinds]
            seed = plan.seed + place + 1
            flow.resends = [Resends(each, tracker.capacity, seed) for each in waits if each is not None]
        for stage in tracker.stages:
            stage.result.answered = stage.timeline.answered = flow.answered
        flows.append(flow)
        place += len(kinds)
    return flows


def _ring(plan: Plan, kinds: tuple[str, ...], drops: tuple[int, ...], bits: int) -> int:
    if plan.scenario is Scenario.AVALANCHE:
        return min(max(10, (2 * plan.clients).bit_length()), bits - 1)
    rate = plan.most_pps
    if rate is not None:
        rate = rate / plan.shares + (plan.preload if len(kinds) > 1 else 0)
    return ring_bits(rate, drops, bits)


def _schedule(plan: Plan, kinds: tuple[str, ...], weight: float, *, first: bool) -> Schedule | None:
    """When the exchanges of a flow start, in this process."""
    most = EVER if plan.max_starts is None or not first else plan.max_starts
    made: Schedule
    if plan.scenario is Scenario.AVALANCHE:
        made = AtOnce(plan.clients)
    elif plan.phases and weight:
        phases = [type(phase)(phase.duration_s, phase.rate_pps * weight) for phase in plan.phases]
        made = Phased(phases, ramp=plan.ramp, starts=most)
    else:
        rate = plan.rate_pps if plan.window is None else None
        if first or plan.mix:
            rate = None if rate is None else rate * weight
        else:
            rate = {"renew": plan.renew_rate_pps, "release": plan.release_rate_pps}[kinds[0]]
        if not rate:
            return None
        if plan.period_s is not None:
            most = min(most, max(1, math.ceil(round(rate * plan.period_s, 6))))
        made = Steady(rate, most)
    return made if plan.shares == 1 else Shared(made, plan.share, plan.shares)
