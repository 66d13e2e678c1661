from __future__ import annotations

import gc
from pathlib import Path

from dhcptools.perf.clock import no_collections, sharp_timers

SLACK = Path("/proc/self/timerslack_ns")


def test_slack_is_small_while_entered_and_restored_after() -> None:
    before = SLACK.read_text()
    with sharp_timers():
        assert int(SLACK.read_text()) == 1000
    assert SLACK.read_text() == before


def test_collections_rest_and_come_back() -> None:
    assert gc.isenabled()
    with no_collections():
        assert not gc.isenabled()
        with no_collections():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
