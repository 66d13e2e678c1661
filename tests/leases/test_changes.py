from __future__ import annotations

from dataclasses import replace

import pytest

from dhcptools.leases.changes import EVENTS, change, expired
from dhcptools.leases.lease import Lease

NOW = 1500
HELD = Lease("10.0.0.1", hwaddr=b"\2" * 6, subnet_id=1, starts=1000, expires=1600)
OVER = replace(HELD, expires=1400)
DECLINED = replace(HELD, hwaddr=b"", state="declined")
RECLAIMED = replace(OVER, state="expired-reclaimed")
RELEASED = replace(HELD, state="released")
FREE = replace(HELD, state="free")
SIX = Lease("2001:db8::1", "IA_NA", 128, duid=b"\0\1", iaid=1, expires=1600)


@pytest.mark.parametrize(
    ("before", "after", "event"),
    [
        (None, HELD, "add"),
        (None, replace(HELD, state="registered"), "add"),
        (HELD, replace(HELD, starts=1100, expires=1700), "renew"),
        (HELD, HELD, "renew"),  # the same row again
        (HELD, replace(HELD, hostname="pc"), "update"),
        (HELD, replace(HELD, hwaddr=b"\3" * 6), "add"),
        (OVER, replace(HELD, expires=1700), "renew"),
        (RECLAIMED, HELD, "add"),
        (DECLINED, HELD, "add"),
        (replace(HELD, client_id=b"\1\2"), replace(HELD, client_id=b"\1\2", hwaddr=b"\4"), "update"),
        (replace(HELD, client_id=b"\1\2"), replace(HELD, client_id=b"\1\3"), "add"),
        (SIX, replace(SIX, expires=1700), "renew"),
        (SIX, replace(SIX, iaid=2), "add"),
        (HELD, DECLINED, "decline"),
        (None, DECLINED, "decline"),
        (DECLINED, replace(DECLINED, expires=9), "update"),
        (OVER, RECLAIMED, "reclaim"),
        (RECLAIMED, RECLAIMED, None),
        (RECLAIMED, replace(RECLAIMED, hostname="x"), "update"),
        (None, RECLAIMED, None),
        (HELD, RELEASED, "release"),
        (HELD, FREE, "release"),
        (OVER, FREE, "reclaim"),
        (FREE, replace(FREE, state="backup"), "delete"),
        (HELD, None, "release"),
        (OVER, None, "reclaim"),
        (RECLAIMED, None, "delete"),
        (replace(DECLINED, expires=1400), None, "reclaim"),
        (DECLINED, None, "delete"),
        (None, None, None),
    ],
)
def test_every_event(before: Lease | None, after: Lease | None, event: str | None) -> None:
    found = change(before, after, NOW)
    assert (found.event if found else None) == event
    if found:
        assert found.event in EVENTS
        assert (found.time, found.lease, found.before) == (NOW, after or before, before)


def test_the_clock_says_what_expired() -> None:
    assert expired(HELD, NOW).event == "expire"
