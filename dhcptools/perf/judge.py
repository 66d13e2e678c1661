"""What replies mean: each batch is read once, every reply is tried against its own flow alone, and what it grants is
followed up.

Rules this file keeps:

- a reply counts for a request only if number, client and message type agree; everything else is an orphan, a duplicate
  or malformed, and is counted as that;
- of a batch the last requests' replies come first: they arrived before the requests that the batch gives rise to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, Protocol

import numpy as np

from dhcptools.batch.columns import Flags, Integers
from dhcptools.net.clock import realtime_offset_ns
from dhcptools.net.collect import Received
from dhcptools.perf.addresses import Addresses
from dhcptools.perf.dialogue import Dialogue, Replies
from dhcptools.perf.flow import Flow
from dhcptools.perf.held import Held
from dhcptools.perf.leases import Leases
from dhcptools.perf.perserver import PerServer
from dhcptools.perf.roll import Roll
from dhcptools.perf.tracker import Fate

_CLOCK_NS: Final = 1_000_000_000
_BINDING: Final = frozenset({"request", "reboot", "renew", "rebind", "solicit"})


class Answered(NamedTuple):
    """Replies of one stage of a flow, each (n,): lines of the batch, exchanges, when they arrived."""

    lines: Integers
    exchanges: Integers
    arrived_ns: Integers

    def take(self, which: Flags) -> Answered:
        """Some of them."""
        return Answered(self.lines[which], self.exchanges[which], self.arrived_ns[which])


class Listener(Protocol):
    """Who wants to see every reply that was granted, one by one."""

    def granted(self, flow: Flow, stage: int, answers: Answered, leases: Leases) -> None:
        """These answers have granted what was asked for."""
        raise NotImplementedError  # abstract


class Judge:
    """``proceed(flow, stage, exchanges, leases, now_ns)`` sends the next request, ``restart(clients, links, now_ns)``
    begins again for clients that got a NAK.
    """

    def __init__(
        self,
        dialogue: Dialogue,
        flows: Sequence[Flow],
        addresses: Addresses,
        held: Held | None,
        proceed: Callable[[Flow, int, Integers, Leases, int], None],
        restart: Callable[[Integers, Integers, int], None] | None,
    ) -> None:
        self._dialogue = dialogue
        self._flows = flows
        self._places = [(flow, stage) for flow in flows for stage in range(len(flow.kinds))]
        self._flow_of = np.array([flows.index(flow) for flow, _ in self._places] + [-1])  # the last one is stage -1
        self._addresses = addresses
        self._held = held
        self._proceed = proceed
        self._restart = restart
        self._offset_ns = realtime_offset_ns()
        self._offset_at_ns = 0
        self.per_server = PerServer(dialogue, flows)
        self.malformed = 0
        self.last_ns = 0
        self.listener: Listener | None = None
        self.roll: Roll | None = None

    def take(self, received: Received, now_ns: int) -> None:
        """Count a batch of datagrams and do what follows from it."""
        if now_ns - self._offset_at_ns > _CLOCK_NS:
            self._offset_ns, self._offset_at_ns = realtime_offset_ns(), now_ns
        arrived_ns = np.where(received.arrived_ns != 0, received.arrived_ns - self._offset_ns, now_ns)
        replies = self._dialogue.read(received.rows, received.lengths)
        exchanges, clients, known = self._locate(replies)
        if np.count_nonzero(known):
            known &= self._dialogue.same_client(clients)
        good = known & replies.complete
        if np.count_nonzero(good) == len(good):
            self._answer(replies, Answered(np.arange(len(good)), exchanges, arrived_ns), now_ns)
            return
        self._set_apart(replies, known)
        chosen = np.flatnonzero(good)
        if len(chosen):
            self._answer(replies, Answered(chosen, exchanges[chosen], arrived_ns[chosen]), now_ns)

    def _locate(self, replies: Replies) -> tuple[Integers, Integers, Flags]:
        """Exchange and client of each reply, and whether they are remembered."""
        lone = self._flows[0]
        if len(self._flows) == 1:
            exchanges, known = self._numbered(lone, replies.numbers)
            known &= replies.valid
            known &= replies.stage >= 0
            return exchanges, lone.clients(exchanges), known
        count = len(replies.stage)
        exchanges, clients = np.zeros(count, np.int64), np.zeros(count, np.int64)
        known = np.zeros(count, np.bool_)
        which = np.where(replies.valid, self._flow_of[replies.stage], -1)
        for number, flow in enumerate(self._flows):
            lines = np.flatnonzero(which == number)
            if len(lines):
                exchanges[lines], known[lines] = self._numbered(flow, replies.numbers[lines])
                clients[lines] = flow.clients(exchanges[lines])
        return exchanges, clients, known

    @staticmethod
    def _numbered(flow: Flow, numbers: Integers) -> tuple[Integers, Flags]:
        if not flow.share_bits:
            return flow.tracker.locate(numbers)
        exchanges, known = flow.tracker.locate(numbers >> flow.share_bits)
        known &= (numbers & ((1 << flow.share_bits) - 1)) == flow.share
        return exchanges, known

    def _set_apart(self, replies: Replies, known: Flags) -> None:
        """Count what answers nothing: no DHCP message, a reply to nobody, a reply that lacks what it must have."""
        self.malformed += int(np.count_nonzero(~replies.valid))
        for place, (flow, stage) in enumerate(self._places):
            mine = replies.stage == place
            result = flow.tracker.stages[stage].result
            result.malformed += int(np.count_nonzero(mine & known & ~replies.complete))
            result.orphans += int(np.count_nonzero(mine & replies.valid & ~known))
        # A message of another type is of no exchange: it counts where the last request might have caused it.
        other = int(np.count_nonzero(replies.valid & (replies.stage < 0)))
        self._flows[0].tracker.stages[-1].result.orphans += other

    def _answer(self, replies: Replies, answers: Answered, now_ns: int) -> None:
        stages = replies.stage[answers.lines]
        for place in reversed(range(len(self._places))):
            mine = stages == place
            count = np.count_nonzero(mine)
            if count:
                self._judge(place, replies, answers if count == len(mine) else answers.take(mine), now_ns)

    def _judge(self, place: int, replies: Replies, answers: Answered, now_ns: int) -> None:
        """Replies of one stage."""
        flow, stage = self._places[place]
        lines, exchanges, arrived_ns = answers
        fates = np.where(replies.accepted[lines], Fate.RECEIVED, Fate.REJECTED)
        nak = replies.nak[lines]
        refused = np.count_nonzero(nak)
        if refused:
            fates[nak] = Fate.NAK
        self.per_server.saw(lines)
        accepted = flow.tracker.answer(stage, exchanges, arrived_ns, fates)
        self.last_ns = max(self.last_ns, int(arrived_ns.max()))
        if refused and self._restart is not None and flow.draws:
            clients = flow.clients(exchanges[nak])
            self._restart(clients, flow.links(exchanges[nak]), now_ns)
        if np.count_nonzero(accepted) < len(lines):
            answers = answers.take(accepted)
            lines, exchanges = answers.lines, answers.exchanges
            arrived_ns = answers.arrived_ns
        if len(lines):
            if self.per_server.several:
                intended_ns = flow.tracker.stages[stage].intended_ns[exchanges & flow.tracker.mask]
                self.per_server.granted(lines, arrived_ns - intended_ns)
            self._follow(place, replies, answers, now_ns)

    def _follow(self, place: int, replies: Replies, answers: Answered, now_ns: int) -> None:
        """What was granted is held, what was offered is asked for."""
        flow, stage = self._places[place]
        lines, exchanges, _ = answers
        last = stage + 1 == len(flow.kinds)
        clients = flow.clients(exchanges)
        bound = replies.bound[lines]
        bounds = np.count_nonzero(bound)
        if last and not bounds and self.listener is None:
            return
        if last and not self._needs_leases(flow):
            self._addresses.note(replies.keys[lines[bound]], clients[bound])
            return
        leases = self._dialogue.leases(lines, clients, flow.links(exchanges))
        if self.listener is not None:
            self.listener.granted(flow, stage, answers, leases)
        if bounds:
            whole = bounds == len(bound)
            self._addresses.note(replies.keys[lines if whole else lines[bound]], clients if whole else clients[bound])
            if self.roll is not None:
                self.roll.note(leases if whole else leases.take(bound))
            if self._held is not None:
                self._held.put(leases if whole else leases.take(bound), now_ns)
            if whole:
                return
            exchanges, leases = exchanges[~bound], leases.take(~bound)
        if not last:
            self._proceed(flow, stage + 1, exchanges, leases, now_ns)

    def _needs_leases(self, flow: Flow) -> bool:
        return (
            self.listener is not None
            or self.roll is not None
            or (self._held is not None and flow.kinds[-1] in _BINDING)
        )
