"""What both families of a load run have in common: which kinds are sent, whose a row is, and what differs in it."""

from __future__ import annotations

from typing import Final, NamedTuple, Self

import numpy as np

from dhcptools.batch.columns import Integers
from dhcptools.perf.clients import Clients, draw
from dhcptools.perf.dialogue import AnswerTable, Numbering, kinds_of
from dhcptools.perf.leases import Leases
from dhcptools.perf.plan import Plan
from dhcptools.perf.shapes import trying

_ID_BITS: Final = {4: 32, 6: 24}
_UNIT_NS: Final = {4: 1_000_000_000, 6: 10_000_000}  # of secs, and of the elapsed time option
_NO_LINK: Final = np.broadcast_to(np.int64(0), 1 << 16)  # rows one receive with UDP_GRO can bring, and more


class Columns(NamedTuple):
    """What differs from row to row, each (n,) or None. ``tried``: how long its client says it tries, or one for all."""

    numbers: Integers
    clients: Integers
    links: Integers | None
    leases: Leases | None
    tried: Integers | int

    def take(self, which: Integers) -> Self:
        """Some of the rows."""
        return type(self)(
            self.numbers[which],
            self.clients[which],
            None if self.links is None else self.links[which],
            None if self.leases is None else self.leases.take(which),
            self.tried if isinstance(self.tried, int) else self.tried[which],
        )


class Messages:
    """The kinds of a run, their numbers and clients; ``kinds`` None: those of the plan's exchange."""

    def __init__(self, plan: Plan, kinds: tuple[str, ...] | None, *, rapid: bool = False) -> None:
        family, content = plan.family, plan.content
        self._content = content
        self.kinds = kinds_of(plan.exchange.value, family) if kinds is None else kinds
        table = self._table = AnswerTable.of(self.kinds, family, rapid=rapid)
        self.names, self.answered = table.names, table.answered
        self._flows = dict(zip(self.kinds, table.flows, strict=True))
        bits = _ID_BITS[family]
        self._numbering = Numbering(bits, table.flow_bits, plan.seed_xid & ((1 << bits) - 1))
        self.number_bits = self._numbering.number_bits
        self._unit_ns = _UNIT_NS[family]
        self._clients = Clients(plan.base_mac, plan.clients, content.macs, content.seed)
        self._ways = len(content.links)

    def clients(self, numbers: Integers) -> Integers:
        """Client of each exchange."""
        return self._clients.of(numbers)

    def links(self, numbers: Integers) -> Integers:
        """Which of the links each exchange is asked through."""
        if not self._ways:
            return _NO_LINK[: len(numbers)]
        return draw(numbers, self._content.seed + 1, self._ways)

    def _columns(
        self, numbers: Integers, leases: Leases | None, since_ns: Integers | int, elapsed_ns: Integers | int
    ) -> Columns:
        """What differs between these requests."""
        clients = self.clients(numbers) if leases is None else leases.client
        links = None
        if self._ways:
            links = self.links(numbers) if leases is None else leases.link
        ramp = self._content.ramp if leases is None else None
        return Columns(numbers, clients, links, leases, trying(ramp, since_ns, elapsed_ns, self._unit_ns))
