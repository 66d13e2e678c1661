"""Two clocks side by side: the kernel stamps arrivals with CLOCK_REALTIME, pacing follows CLOCK_MONOTONIC."""

from __future__ import annotations

import time


def realtime_offset_ns(samples: int = 5) -> int:
    """CLOCK_REALTIME minus CLOCK_MONOTONIC in ns, from the tightest of some readings.

    Subtract it from an arrival stamp to place it on the monotonic clock. It changes when the wall clock is set.
    """
    best = None
    offset = 0
    for _ in range(samples):
        before = time.monotonic_ns()
        wall = time.time_ns()
        after = time.monotonic_ns()
        if best is None or after - before < best:
            best = after - before
            offset = wall - (before + after) // 2
    return offset
