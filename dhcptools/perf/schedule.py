"""When exchanges start: a pacer is a pure function of the time since the start and of how many have left."""

from __future__ import annotations

from dataclasses import dataclass

from dhcptools.batch.columns import Integers
from dhcptools.measure import pacing


@dataclass(frozen=True, slots=True)
class Steady:
    """``rate_pps`` exchanges a second, ``starts`` in all; times are nanoseconds from the first one."""

    rate_pps: int
    starts: int

    def due(self, elapsed_ns: int) -> int:
        """How many exchanges should have started by now."""
        return min(pacing.due(elapsed_ns, self.rate_pps), self.starts)

    def intended_ns(self, first: int, count: int) -> Integers:
        """When exchanges ``first … first + count - 1`` are meant to start, int64 (count,)."""
        return pacing.intended_ns(first, count, self.rate_pps)

    def next_ns(self, started: int) -> int:
        """When exchange ``started`` is meant to start."""
        return -(-started * pacing.NS_PER_S // self.rate_pps)
