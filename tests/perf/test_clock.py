from __future__ import annotations

from pathlib import Path

from dhcptools.perf.clock import sharp_timers

SLACK = Path("/proc/self/timerslack_ns")


def test_slack_is_small_while_entered_and_restored_after() -> None:
    before = SLACK.read_text()
    with sharp_timers():
        assert int(SLACK.read_text()) == 1000
    assert SLACK.read_text() == before
