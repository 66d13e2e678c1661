from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.perf.held import Held
from dhcptools.perf.leases import Leases

SECOND = 1_000_000_000


def leases(*clients: int, t1_s: int = 0, time_s: int = 3600) -> Leases:
    made = Leases.empty(len(clients), 4)
    made.client[:] = clients
    made.address[:] = np.array(clients) + 1000
    made.t1_s[:], made.preferred_s[:] = t1_s, time_s
    return made


def test_what_is_drawn_is_gone_until_it_is_put_back() -> None:
    held = Held(10, 4, 1)
    held.put(leases(*range(10)), 0)
    drawn = held.draw(4)
    assert (len(drawn), len(held)) == (4, 6)
    assert (drawn.address == drawn.client + 1000).all()
    rest = held.draw(100)
    assert sorted((*drawn.client.tolist(), *rest.client.tolist())) == list(range(10))
    held.put(drawn, 0)
    assert sorted(held.draw(9).client.tolist()) == sorted(drawn.client.tolist())
    assert len(held.draw(1)) == 0


def test_a_client_holds_one_lease() -> None:
    held = Held(5, 4, 1)
    held.put(leases(1, 2, 1), 0)
    newer = leases(1, 1)
    newer.address[:] = (7, 8)
    held.put(newer, 0)
    assert len(held) == 2
    assert sorted(held.draw(5).address.tolist()) == [8, 1002]


def test_the_same_seed_draws_the_same() -> None:
    def drawn(seed: int) -> list[int]:
        held = Held(1000, 4, seed)
        held.put(leases(*range(1000)), 0)
        found: list[int] = held.draw(5).client.tolist()
        return found

    assert drawn(1) == drawn(1) != drawn(2)


def test_t1_and_half_of_the_lease_time() -> None:
    held = Held(10, 4, 1)
    held.put(leases(1, t1_s=5), 10 * SECOND)
    held.put(leases(2, time_s=8), 10 * SECOND)
    held.put(leases(3, time_s=0xFFFFFFFF), 0)
    assert held.next_ns() == 14 * SECOND
    assert held.due(14 * SECOND - 1, 9).client.tolist() == []
    assert held.due(14 * SECOND, 9).client.tolist() == [2]
    assert held.due(99 * SECOND, 9).client.tolist() == [1]
    assert len(held) == 1


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 20)), max_size=40))
def test_clients_are_never_doubled(steps: list[tuple[bool, int]]) -> None:
    held, inside, number = Held(30, 4, 3), set[int](), 0
    for puts, count in steps:
        if puts:
            clients = [(number + step) % 30 for step in range(count)]
            held.put(leases(*clients), 0)
            inside |= set(clients)
            number += count
        else:
            drawn = held.draw(count).client.tolist()
            assert len(set(drawn)) == len(drawn)
            assert set(drawn) <= inside
            inside -= set(drawn)
        assert len(held) == len(inside)
