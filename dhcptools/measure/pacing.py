"""When packets are due: pure functions of time and rate.

Packet ``k`` (from 0) is meant to leave ``k / rate`` seconds after the start, rounded up to a nanosecond. Both functions
say exactly that, so a run of any length neither drifts nor gains a packet.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

NS_PER_S = 1_000_000_000


def due(elapsed_ns: int, rate_pps: int) -> int:
    """How many packets should have left ``elapsed_ns`` after the start: 0 before it, 1 at it."""
    return elapsed_ns * rate_pps // NS_PER_S + 1 if elapsed_ns >= 0 else 0


def intended_ns(first: int, count: int, rate_pps: int) -> NDArray[np.int64]:
    """Times, in nanoseconds from the start, at which packets ``first … first + count - 1`` are meant to leave.

    The result is int64 of shape (count,).
    """
    seconds, rest = divmod(np.arange(first, first + count, dtype=np.int64), rate_pps)
    times: NDArray[np.int64] = seconds * NS_PER_S - (-rest * NS_PER_S) // rate_pps
    return times
