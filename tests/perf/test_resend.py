from __future__ import annotations

import numpy as np

from dhcptools.perf.resend import AVALANCHE, WAITS4, WAITS6, Resends

SECOND = 1_000_000_000


def waits(kind: str, family: int, tries: list[int], random: float) -> list[float]:
    table = WAITS4 if family == 4 else WAITS6
    found: list[float] = table[kind].after(np.array(tries, np.uint8), np.full(len(tries), random)).tolist()
    return found


def test_dhcpv4_doubles_to_64_seconds() -> None:
    assert waits("discover", 4, [1, 2, 3, 4, 5, 6], 0) == [4, 8, 16, 32, 64, 64]
    assert waits("request", 4, [1, 5], 1) == [5, 65]
    assert waits("renew", 4, [1], -1) == [60]


def test_dhcpv6_doubles_to_mrt_within_a_tenth() -> None:
    assert waits("request", 6, [1, 2, 5, 6], 0) == [1, 2, 16, 30]
    assert waits("solicit", 6, [1, 2], 1) == [1.1, 2.2]
    assert waits("release", 6, [3], -1) == [3.6]


def test_an_avalanche_never_gives_up() -> None:
    assert AVALANCHE.after(np.array([1, 7, 200], np.uint8), np.zeros(3)).tolist() == [1, 64, 64]


def test_what_is_due_is_told_until_it_is_sent_or_given_up() -> None:
    resends = Resends(WAITS6["release"], 8, 1)
    slots, now = np.array([2, 5]), 0
    resends.sent(slots, now, again=False)
    for wait_s in (1, 2, 4):
        assert resends.due(slots, now + round(wait_s * 0.89 * SECOND)).tolist() == []
        now += round(wait_s * 1.11 * SECOND)
        assert resends.due(slots, now).tolist() == [2, 5]
        assert resends.due(slots[1:], now).tolist() == [5]
        resends.sent(slots, now, again=True)
    assert resends.due(slots, now + 1000 * SECOND).tolist() == []
    resends.sent(slots[:1], now, again=False)
    assert resends.due(slots, now + 2 * SECOND).tolist() == [2]
