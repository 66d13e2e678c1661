"""Second requests that wait for a moment of their own: they leave between first ones, not in a burst after each look
for replies, so that the server sees the traffic of many clients and not that of one reader.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any, Final

from dhcptools.batch.columns import Integers
from dhcptools.perf.dialogue import Batch
from dhcptools.perf.flow import Flow

PACED_PPS: Final = 2_000
"""The lowest rate for this: below it there is nothing to spread, and replies are looked for as soon as they come."""


PACED_READ_NS: Final = 10_000_000
"""Time between two looks for replies at such rates, where the receive buffer is large enough."""

LEAST_READ_NS: Final = 2_000_000
_REPLY_OCTETS: Final = 2304  # what a reply takes of the buffer at most: the kernel counts all that it allocates


def read_ns(buffer: int, replies_pps: float) -> int:
    """Time between two looks in which no more than half of a receive buffer of so many octets is filled.

    Users without privileges are granted 416 kB by most systems, as getsockopt counts them.
    """
    filled_ns = buffer / 2 / _REPLY_OCTETS / replies_pps * 1e9
    return int(min(PACED_READ_NS, max(LEAST_READ_NS, filled_ns)))


@dataclass(slots=True)
class Waiting:
    """Requests of one ``stage`` of a flow for these exchanges (n,), row by row; the first ``left`` have gone."""

    flow: Flow
    stage: int
    exchanges: Integers
    batch: Batch
    left: int = 0


class Following:
    """A queue, first come, first served. ``count`` requests wait."""

    def __init__(self) -> None:
        self._queue: deque[Waiting] = deque()
        self.count = 0

    def put(self, flow: Flow, stage: int, exchanges: Integers, batch: Batch) -> bool:
        """Keep copies of these requests, which have one length; False when they have not."""
        rows, lengths = batch
        if not isinstance(lengths, int) or lengths != rows.shape[1]:
            return False
        self._queue.append(Waiting(flow, stage, exchanges.copy(), Batch(rows.copy(), lengths)))
        self.count += len(exchanges)
        return True

    def rows(self) -> list[Any]:  # numpy's rows are buffers, which its types say from Python 3.12 on
        """The octets of all that wait, in their order."""
        return [row for each in self._queue for row in each.batch.rows[each.left :]]

    def gone(self, count: int) -> list[tuple[Flow, int, Integers]]:
        """The next ``count`` have been sent: which they were, stage by stage."""
        out: list[tuple[Flow, int, Integers]] = []
        self.count -= count
        while count:
            each = self._queue[0]
            some = each.exchanges[each.left : each.left + count]
            out.append((each.flow, each.stage, some))
            each.left += len(some)
            count -= len(some)
            if each.left == len(each.exchanges):
                self._queue.popleft()
        return out

    def take(self) -> list[tuple[Flow, int, Integers, Batch]]:
        """All that wait, for somebody who sends them together."""
        out = [
            (
                each.flow,
                each.stage,
                each.exchanges[each.left :],
                Batch(each.batch.rows[each.left :], each.batch.lengths),
            )
            for each in self._queue
        ]
        self._queue.clear()
        self.count = 0
        return out
