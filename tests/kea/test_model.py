"""The rules that live in the model: granting lifetimes, T1 and T2, boot fields over one another."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from dhcptools.kea.model import Boot, Lifetime, Notice, Timers
from dhcptools.kea.tree import Position


@pytest.mark.parametrize(("asked", "granted"), [(None, 50), (10, 20), (30, 30), (500, 90)])
def test_a_lifetime_is_granted_within_its_bounds(asked: int | None, granted: int) -> None:
    assert Lifetime(50, 20, 90).grant(asked) == granted


@pytest.mark.parametrize(
    ("timers", "lifetime", "limit", "expected"),
    [
        (Timers(), 100, None, (None, None)),
        (Timers(10, 20), 100, None, (10, 20)),
        (Timers(10, 200), 100, None, (10, None)),
        (Timers(10, 200), 100, 1000, (10, 200)),
        (Timers(30, 20), 100, None, (None, 20)),
        (Timers(calculate=True), 100, None, (50, 87)),
        (Timers(10, calculate=True), 100, None, (10, 87)),
        (Timers(calculate=True), 0xFFFFFFFF, None, (None, None)),
    ],
)
def test_t1_and_t2(timers: Timers, lifetime: int, limit: int | None, expected: tuple[int | None, int | None]) -> None:
    assert timers.of(lifetime, limit) == expected


def test_narrow_boot_fields_win_one_by_one() -> None:
    wide = Boot(IPv4Address("192.0.2.1"), "host", "file")
    assert Boot(None, "other", None).over(wide) == Boot(IPv4Address("192.0.2.1"), "other", "file")


def test_a_notice_says_where() -> None:
    assert str(Notice("text", Position("f", 1, 2))) == "f:1:2: text"
