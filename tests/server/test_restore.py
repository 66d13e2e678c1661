"""Leases back in books and ranges: both kinds of book, as if the server had never ended."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcpserver.fast4 import book4
from dhcpserver.leasefile import Loaded
from dhcpserver.leases import SECOND_NS, Book, State
from dhcpserver.pools import ENOUGH_FREED, Range
from dhcpserver.restore import restore
from dhcpserver.store import RECORD

NOW = 1_000 * SECOND_NS


def loaded(leases: list[tuple[int, bytes, State, int]], length: int = 32) -> Loaded:
    """Leases of (address, owner, state, seconds left)."""
    records = np.zeros(len(leases), RECORD)
    for record, (address, owner, state, left) in zip(records, sorted(leases), strict=True):
        record["high"], record["low"], record["length"] = address >> 64, address & (1 << 64) - 1, length
        record["owner"] = np.frombuffer(owner.ljust(40, b"\0"), np.uint64)
        record["owner_octets"] = len(owner)
        record["state"], record["expires_ns"], record["source"] = state, NOW + left * SECOND_NS, -1
    return Loaded(records, np.zeros(len(leases), np.bool_), {}, {}, {})


@pytest.fixture(params=["objects", "columns"])
def book(request: pytest.FixtureRequest) -> Book:
    return Book(max_ended=2) if request.param == "objects" else book4()


def test_a_range_goes_on_where_it_was(book: Book) -> None:
    pool = Range(10, 100)
    leases = [
        (10, b"a", State.DEFAULT, 9), (11, b"b", State.EXPIRED_RECLAIMED, -1), (12, b"c", State.EXPIRED_RECLAIMED, -5),
        (14, b"d", State.DECLINED, 9), (15, b"e", State.DEFAULT, 9),
    ]  # fmt: skip  # one a line
    assert restore(book, loaded(leases), [pool]) == (2, 1, 2)
    assert [pool.take(lambda at: book.taken(at, NOW)) for _ in range(3)] == [16, 17, 18]
    assert pool.remembered == 3  # 13, which nobody had, and those that came free
    lease = book.at(10)
    assert lease is not None
    book.end(lease)
    assert pool.remembered == 4
    assert book.expire(NOW + 10 * SECOND_NS) == 2


def test_a_full_range_gives_again_what_came_free_first() -> None:
    book, pool = Book(), Range(10, 4)
    leases = [(at, bytes((at,)), State.EXPIRED_RECLAIMED, at - 20 if at != 12 else -90) for at in (10, 11, 12)]
    restore(book, loaded([*leases, (13, b"x", State.DEFAULT, 9)]), [pool])
    assert [pool.take(lambda at: book.taken(at, NOW)) for _ in range(4)] == [12, 10, 11, None]


def test_one_owner_of_two_leases_has_the_one_that_lives(book: Book) -> None:
    leases = [(10, b"a", State.EXPIRED_RECLAIMED, 50), (11, b"a", State.DEFAULT, 5), (12, b"a", State.DECLINED, 99)]
    restore(book, loaded(leases), [])
    found = book.of(b"a")
    assert found is not None
    assert found.address == 11


def test_only_so_many_ended_leases_are_remembered() -> None:
    book, pool = Book(max_ended=2), Range(10, 9)
    restore(book, loaded([(at, bytes((at,)), State.EXPIRED_RECLAIMED, -at) for at in range(10, 15)]), [pool])
    assert sorted(lease.address for lease in book.leases()) == [10, 11]
    assert pool.remembered == 5


@pytest.mark.parametrize(("step", "length"), [(1, 128), (1 << 72, 56), (1 << 32, 96)])
def test_wide_ranges(book: Book, step: int, length: int) -> None:
    first = 0x20010DB8 << 96
    pool = Range(first, 1 << 40, step=step, length=length)
    leases = [(first + at * step, bytes((at,)), State.DEFAULT, 9) for at in range(3)]
    leases += [(first + (step * ENOUGH_FREED * 99), b"far", State.DEFAULT, 9), (first - 1, b"out", State.DEFAULT, 9)]
    restore(book, loaded(leases, length), [pool])
    assert pool.take(lambda at: book.taken(at, NOW)) == first + 3 * step
    for address, ours in ((first, True), (first + step * ENOUGH_FREED * 99, True), (first - 1, False)):
        lease = book.at(address)
        assert lease is not None
        assert (lease.source is pool) == ours


@given(st.sets(st.integers(0, 60)), st.integers(0, 2**32))
def test_what_is_given_next_is_nobodys(offsets: set[int], seed: int) -> None:
    """Whatever somebody has, and in whatever order leases ended, every other address is given once."""
    book, pool = Book(), Range(1000, 50)
    states = [State.DEFAULT, State.EXPIRED_RECLAIMED, State.DECLINED]
    leases = [(1000 + at, bytes((at,)), states[(seed >> at % 31) % 3], (at * 7) % 11 + 1) for at in offsets]
    restore(book, loaded(leases), [pool])
    given_again = []
    while (address := pool.take(lambda at: book.taken(at, NOW))) is not None:
        given_again.append(address)
    busy = {address for address, _, state, _ in leases if state is not State.EXPIRED_RECLAIMED}
    assert sorted(given_again) == sorted(set(range(1000, 1050)) - busy)
