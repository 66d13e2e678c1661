from __future__ import annotations

import pytest

from dhcptools.leases.lease import Lease, iso, readable


@pytest.mark.parametrize(
    ("state", "expires", "active", "status"),
    [
        ("default", 100, True, "active"),
        ("default", 99, False, "expired"),
        ("default", None, True, "active"),
        ("registered", 100, True, "registered"),
        ("declined", 200, False, "declined"),
        ("declined", 99, False, "expired"),
        ("expired-reclaimed", 200, False, "reclaimed"),
        ("released", None, False, "released"),
        ("free", 1, False, "free"),
    ],
)
def test_state_and_time_decide(state: str, expires: int | None, active: bool, status: str) -> None:
    lease = Lease("192.0.2.1", state=state, expires=expires)
    assert (lease.active(100), lease.status(100)) == (active, status)


def test_addresses_sort_by_family_and_number() -> None:
    texts = ["2001:db8::1", "fe80::1%eth0", "192.0.2.10", "192.0.2.9"]
    assert sorted(texts, key=lambda text: Lease(text).order) == ["192.0.2.9", "192.0.2.10", *texts[:2]]
    assert Lease("fe80::1%eth0").family == 6


def test_times_that_no_calendar_has() -> None:
    assert iso(1795237300) == "2026-11-21T05:01:40Z"
    assert iso(-1) == "1969-12-31T23:59:59Z"
    assert iso(1 << 63) == f"@{1 << 63}"


def test_text_is_utf8_or_latin1() -> None:
    assert readable("é".encode()) == readable(b"\xe9") == "é"
