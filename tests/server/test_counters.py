"""Counters: every one is there from the start, under the name of Kea's statistic."""

from __future__ import annotations

import pytest

from dhcpserver.counters import RECEIVED4, RECEIVED6, SENT4, SENT6, fresh


@pytest.mark.parametrize(("family", "used"), [(4, {**RECEIVED4}), (6, {**RECEIVED6})])
def test_every_name_that_is_counted_exists(family: int, used: dict[int, str]) -> None:
    counters = fresh(family)
    assert set(counters.values()) == {0}
    sent = SENT4 if family == 4 else SENT6
    assert {*used.values(), *sent.values()} <= set(counters)
    assert f"pkt{family}-receive-drop" in counters
