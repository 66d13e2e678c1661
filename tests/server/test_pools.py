"""Ranges: constant time, bounded memory, nothing given twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dhcpserver.pools import ENOUGH_FREED, Range


def never(_: int) -> bool:
    return False


def test_addresses_come_in_order_and_each_once() -> None:
    pool = Range(10, 4)
    assert [pool.take(never) for _ in range(5)] == [10, 11, 12, 13, None]


def test_what_comes_back_is_given_again_the_longest_free_first() -> None:
    pool = Range(10, 3)
    for _ in range(3):
        pool.take(never)
    pool.give_back(12)
    pool.give_back(10)
    assert [pool.take(never) for _ in range(3)] == [12, 10, None]


def test_an_address_taken_by_name_is_not_given_from_the_queue() -> None:
    pool = Range(10, 2)
    pool.take(never)
    pool.take(never)
    pool.give_back(10)
    pool.mark_used(10)
    assert pool.take(never) is None


def test_a_slash_8_costs_nothing_until_it_is_used() -> None:
    pool = Range(10 << 24, 1 << 24)
    assert pool.take(lambda address: address < (10 << 24) + 5) == (10 << 24) + 5
    assert pool.remembered == 0


def test_returned_addresses_are_bounded_in_number() -> None:
    pool = Range(0, 1 << 96, length=128)
    for _ in range(ENOUGH_FREED + 10):
        address = pool.take(never)
        assert address is not None
        pool.give_back(address)
    assert pool.remembered <= ENOUGH_FREED


def test_prefixes_stand_on_their_boundaries() -> None:
    pool = Range(0x20010DB8 << 96, 4, step=1 << 72, length=56)
    first, second = pool.take(never), pool.take(never)
    assert first is not None
    assert second == first + (1 << 72)
    assert first in pool
    assert first + 1 not in pool
    assert first + (4 << 72) not in pool


@given(st.lists(st.one_of(st.just("take"), st.integers(0, 7)), max_size=60))
def test_nothing_is_out_twice(steps: list[str | int]) -> None:
    pool = Range(0, 8)
    out: set[int] = set()
    for step in steps:
        if step == "take":
            address = pool.take(lambda at: at in out)
            assert (address is None) == (len(out) == 8)
            if address is not None:
                assert address not in out
                out.add(address)
        elif step in out:
            out.discard(int(step))
            pool.give_back(int(step))
        else:
            out.add(int(step))
            pool.mark_used(int(step))


@given(st.integers(0, 12), st.lists(st.integers(0, 11), max_size=12), st.sets(st.integers(0, 11)), st.integers(0, 14))
def test_many_are_taken_as_one_after_another(taken: int, back: list[int], refused: set[int], wanted: int) -> None:
    one, many = Range(0, 12), Range(0, 12)
    for pool in (one, many):
        for _ in range(taken):
            pool.take(never)
    for address in back:
        one.give_back(address)
    many.give_back_many(back)
    expected = [address for _ in range(wanted) if (address := one.take(refused.__contains__)) is not None]
    assert many.take_many(wanted, lambda some: [address in refused for address in some]) == expected
    assert many.remembered == one.remembered
    assert many.take(never) == one.take(never)


def test_whether_takes_are_fresh_however_many_come_back() -> None:
    pool = Range(0, 100)
    assert pool.fresh_for(10, 5)
    assert not pool.fresh_for(25, 0)
    assert not Range(0, 1 << 24).fresh_for(1, ENOUGH_FREED)
    assert not pool.given(0)
    pool.take(never)
    assert pool.given(0)
