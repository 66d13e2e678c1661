"""What a run saw packet by packet: it looks at every grant through the object plane, so it is for small runs."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address
from typing import Final

import numpy as np

from dhcptools.batch.columns import Integers
from dhcptools.measure.details import Details, LeaseRow, Times
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import decode6, layers
from dhcptools.perf.dialogue import Dialogue
from dhcptools.perf.flow import Flow
from dhcptools.perf.judge import Answered
from dhcptools.perf.leases import Leases
from dhcptools.perf.plan import Plan

_CLIENT_ID: Final = {4: 61, 6: 1}


class Recorder:
    """Fills ``details``; ``begin_ns`` is the start of the run on the monotonic clock."""

    def __init__(self, plan: Plan, dialogue: Dialogue) -> None:
        self._plan = plan
        self._dialogue = dialogue
        self.details = Details()
        self.begin_ns = 0

    def granted(self, flow: Flow, stage: int, answers: Answered, leases: Leases) -> None:
        """Note the leases and the times of these answers, and the first packets that led to them."""
        lines, exchanges, arrived_ns = answers
        name = flow.tracker.stages[stage].result.name
        if not self.details.server:
            self.details.server = next(iter(self._dialogue.servers(lines[:1])))
        sent_ns = flow.tracker.stages[stage].sent_ns[exchanges & flow.tracker.mask] - self.begin_ns
        pairs = zip(sent_ns.tolist(), (arrived_ns - self.begin_ns).tolist(), strict=True)
        self.details.times.setdefault(name, []).extend(Times(*pair) for pair in pairs)
        requests = self._requests(flow, stage, exchanges, leases)
        self.details.packets.setdefault(flow.kinds[stage], requests[0])
        rows = self.details.leases.setdefault(name, [])
        for line, octets in enumerate(requests):
            rows.append(LeaseRow(_client(octets, self._plan.family), *self._held(leases, line)))

    def _requests(self, flow: Flow, stage: int, exchanges: Integers, leases: Leases) -> list[bytes]:
        """The requests that were answered, written once more."""
        about = leases if stage or flow.draws else None
        rows, lengths = self._dialogue.message(flow.kinds[stage], flow.numbers(exchanges), about, again=True)
        sizes = np.broadcast_to(lengths, len(rows)).tolist()
        return [row[:size].tobytes() for row, size in zip(rows, sizes, strict=True)]

    def _held(self, leases: Leases, line: int) -> tuple[str, str]:
        if self._plan.family == 4:
            return str(IPv4Address(int(leases.address[line]))), ""
        asks = self._plan.content.asks
        return _six(leases.address[line]) if asks.address else "", _six(leases.prefix[line]) if asks.prefix else ""


def _six(halves: np.typing.NDArray[np.uint64]) -> str:
    high, low = halves.tolist()
    return str(IPv6Address(high << 64 | low))


def _client(octets: bytes, family: int) -> bytes:
    """The client identifier or DUID in a request."""
    if family == 4:
        return Message4.decode(octets).first(_CLIENT_ID[4]) or b""
    *_, innermost = layers(decode6(octets))
    return innermost.first(_CLIENT_ID[6]) or b""
