"""The columnar lease store behaves as the dictionaries do: the same steps on both, the same leases after each."""

from __future__ import annotations

import tracemalloc

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from dhcpserver.leases import INFINITE_S, NEVER_NS, SECOND_NS, Book, Lease, State
from dhcpserver.pools import Range
from dhcpserver.store import RECORD, ColumnBook

S = SECOND_NS
LONG = b"owner of more octets than a record holds, so that it waits in a dictionary"


def seen(lease: Lease | None) -> tuple[object, ...] | None:
    return None if lease is None else (*lease.row(), lease.owner)


class Both(RuleBasedStateMachine):
    """One history for a plain book and a columnar one, with a range each; small bounds, so that they are met."""

    def __init__(self) -> None:
        super().__init__()
        self.books: tuple[Book, ...] = (Book(max_ended=3, max_offers=4), ColumnBook(max_ended=3, max_offers=4))
        for book in self.books:
            book.keep_changes()
        self.ranges = (Range(1 << 70, 12, length=128), Range(1 << 70, 12, length=128))
        self.now = S

    def both(self, step: object) -> None:
        assert callable(step)
        first, second = (step(book, pool) for book, pool in zip(self.books, self.ranges, strict=True))
        assert first == second

    @rule(owner=st.sampled_from([b"a", b"b", b"c", b"d", b"e\0", b"e", LONG, LONG + b"2"]), commit=st.booleans(),
          seconds=st.sampled_from([1, 2, 5, 40, INFINITE_S]))  # fmt: skip  # one step
    def assign(self, owner: bytes, commit: bool, seconds: int) -> None:
        def step(book: Book, pool: Range) -> object:
            before = book.of(owner)
            address = pool.take(lambda at: book.taken(at, self.now)) if before is None else before.address
            if address is None or not book.free_for(address, owner, self.now):
                return None
            give = book.grant if commit else book.offer
            lease = give(address, owner, pool, seconds, self.now)
            lease.client_id, lease.hardware, lease.subnet_id = owner, owner[:16], 7
            lease.hostname = "host" if owner == b"a" else ""
            lease.iaid, lease.preferred_s, lease.length = 9, 5, 128
            return seen(lease)

        self.both(step)

    @rule(offset=st.integers(0, 11), owner=st.sampled_from([b"a", b"b", b"z"]))
    def ask_by_name(self, offset: int, owner: bytes) -> None:
        def step(book: Book, pool: Range) -> object:
            address = pool.first + offset
            if not book.free_for(address, owner, self.now):
                return None
            return seen(book.grant(address, owner, pool, 30, self.now))

        self.both(step)

    @rule(offset=st.integers(0, 11), declined=st.booleans())
    def give_up(self, offset: int, declined: bool) -> None:
        def step(book: Book, pool: Range) -> object:
            lease = book.at(pool.first + offset)
            if lease is None or not lease.active(self.now):
                return None
            book.decline(lease, 20, self.now) if declined else book.end(lease)
            return seen(lease)

        self.both(step)

    @rule(wait_ns=st.sampled_from([1, S // 3, S, 7 * S, 60 * S]))
    def wait(self, wait_ns: int) -> None:
        self.now += wait_ns
        self.both(lambda book, _: book.expire(self.now))

    @rule()
    def record(self) -> None:
        self.both(lambda book, _: [row for chunk in book.take_changes() for row in chunk])

    @invariant()
    def they_are_equal(self) -> None:
        self.both(lambda book, _: (len(book), book.offers, book.declined, book.reclaimed))
        self.both(lambda book, pool: [seen(book.at(pool.first + offset)) for offset in range(12)])
        self.both(lambda _, pool: pool.remembered)


TestBoth = Both.TestCase
TestBoth.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def test_a_window_reads_and_writes_its_record() -> None:
    book = ColumnBook()
    lease = book.grant(5, b"a", None, INFINITE_S, 0)
    lease.hardware, lease.client_id, lease.hostname, lease.iaid = b"\2" * 6, b"x" * 40, "h", 7
    again = book.at(5)
    assert again == lease
    assert again is not None
    assert seen(again) == (5, 32, b"\2" * 6, b"x" * 40, 7, 0, "h", State.DEFAULT, INFINITE_S, 0, NEVER_NS, b"a")
    assert again != book.grant(6, b"b", None, 1, 0)


def test_a_lease_costs_less_than_400_octets() -> None:
    book = ColumnBook()
    tracemalloc.start()
    count = 3000
    before = tracemalloc.get_traced_memory()[0]
    pool = Range(0, 1 << 24)
    for number in range(count):
        book.grant(number, number.to_bytes(8), pool, 1000, S)
    used = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert used < 400 * count
    assert RECORD.itemsize < 200
    assert all(book.of(number.to_bytes(8)) == book.at(number) for number in range(count))
