from __future__ import annotations

import numpy as np
import pytest

from dhcptools.perf.content import Content
from dhcptools.perf.leases import Leases
from dhcptools.perf.messages import Columns, Messages
from dhcptools.perf.plan import Exchange, Plan

FOUR = Plan("192.0.2.1", "192.0.2.2", max_starts=1, clients=3, content=Content(links=("192.0.2.2", "192.0.2.3")))
SIX = Plan("2001:db8::1", "2001:db8::2", Exchange.SARR, max_starts=1, clients=3, seed_xid=0xABCDEF01)


@pytest.mark.parametrize("plan", [FOUR, SIX])
def test_rows_are_of_clients_that_take_turns(plan: Plan) -> None:
    messages = Messages(plan, None)
    numbers = np.arange(40)
    columns = messages._columns(numbers, None, 0, 0)
    assert columns.clients.tolist() == [number % 3 for number in range(40)]
    assert set(messages.links(numbers).tolist()) == ({0, 1} if plan is FOUR else {0})
    assert (columns.links is None) is (plan is SIX)
    assert columns.tried == 0


def test_what_leases_say_stands_for_whom_and_where_from() -> None:
    leases = Leases.empty(2, 4)
    leases.client[:], leases.link[:] = (2, 0), (1, 0)
    columns = Messages(FOUR, None)._columns(np.array([7, 8]), leases, 0, np.array([2_500_000_000, 0]))
    assert columns.links is not None
    assert not isinstance(columns.tried, int)
    assert (columns.clients.tolist(), columns.links.tolist(), columns.tried.tolist()) == ([2, 0], [1, 0], [2, 0])


def test_time_is_told_in_the_unit_of_the_family() -> None:
    assert Messages(FOUR, None)._columns(np.array([0]), None, 0, 3_000_000_000).tried == 3
    assert Messages(SIX, None)._columns(np.array([0]), None, 0, 3_000_000_000).tried == 300
    assert Messages(SIX, None)._numbering.seed == 0xCDEF01


def test_some_rows() -> None:
    numbers = np.array([5, 6, 7])
    bare = Columns(numbers, numbers, None, None, 4).take(np.array([2, 0]))
    assert (bare.numbers.tolist(), bare.links, bare.leases, bare.tried) == ([7, 5], None, None, 4)
    leases = Leases.empty(3, 6)
    leases.client[:] = numbers
    full = Columns(numbers, numbers, numbers, leases, numbers).take(np.array([1]))
    assert full.leases is not None
    assert not isinstance(full.tried, int)
    assert (full.leases.client.tolist(), full.tried.tolist()) == ([6], [6])
