from __future__ import annotations

import time

from dhcptools.net.clock import realtime_offset_ns


def test_the_offset_places_wall_time_on_the_monotonic_clock() -> None:
    offset = realtime_offset_ns()
    before = time.monotonic_ns()
    wall = time.time_ns()
    after = time.monotonic_ns()
    assert before - 1_000_000 <= wall - offset <= after + 1_000_000
