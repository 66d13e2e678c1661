"""The lease book: one holder an address, states, bounded memory; a state machine against a plain model."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from dhcpserver.leases import INFINITE_S, SECOND_NS, Book, State
from dhcpserver.pools import Range

S = SECOND_NS


def test_an_offer_holds_the_address_until_it_expires() -> None:
    book = Book()
    book.offer(1, b"a", None, 60, 0)
    assert not book.free_for(1, b"b", 59 * S)
    assert book.free_for(1, b"a", 0)
    assert book.expire(60 * S) == 1
    assert book.free_for(1, b"b", 60 * S)
    assert book.offers == 0
    assert book.reclaimed == 0  # an offer was never a lease


def test_a_lease_is_active_for_its_time_and_remembered_after() -> None:
    book = Book()
    lease = book.grant(1, b"a", None, 100, 0)
    assert lease.active(99 * S)
    assert not lease.active(100 * S)
    book.expire(100 * S)
    assert lease.state is State.EXPIRED_RECLAIMED
    assert book.reclaimed == 1
    assert book.of(b"a") is lease
    book.grant(1, b"b", None, 100, 101 * S)
    assert book.of(b"a") is None


def test_one_client_keeps_no_more_than_a_quarter_of_a_pool_from_others() -> None:
    book, pool = Book(), Range(1, 12)
    for address in range(1, 9):
        lease = book.grant(address, bytes((address,)), pool, 100, 0)
        lease.hardware = b"one" if address < 7 else b"other"
        book.decline(lease, 86_400, 0)
    assert [address for address in range(1, 9) if book.taken(address, 0)] == [4, 5, 6, 7, 8]
    assert book.declined == 5


def test_an_address_declined_again_counts_once() -> None:
    book, pool = Book(), Range(1, 8)
    for address in (1, 2, 1, 1):
        now = 86_400 * S * address
        lease = book.grant(address, b"a", pool, 100, now)
        book.decline(lease, 86_400, now)
    assert book.taken(2, 86_400 * S * 2)


def test_what_another_declined_since_stays_declined() -> None:
    book, pool = Book(), Range(1, 4)
    for owner, address in ((b"a", 1), (b"b", 1), (b"a", 2)):
        lease = book.grant(address, owner, pool, 100, 0)
        book.decline(lease, 86_400, 0)
    assert (book.taken(1, 0), book.taken(2, 0)) == (True, True)


def test_the_queue_forgets_with_the_leases() -> None:
    book = Book(max_offers=10, max_ended=10)
    for address in range(20_000):
        book.offer(address, address.to_bytes(4), None, 60, address)
    assert len(book._queue) < 5000
    assert book.expire(61 * S, 100_000) == 10


def test_a_renewed_lease_does_not_end_early() -> None:
    book = Book()
    book.offer(1, b"a", None, 60, 0)
    lease = book.grant(1, b"a", None, 100, 1 * S)
    book.grant(1, b"a", None, 100, 90 * S)
    assert book.expire(150 * S) == 0
    assert lease.active(189 * S)
    assert book.expire(190 * S) == 1


def test_a_lease_for_ever_never_ends() -> None:
    book = Book()
    lease = book.grant(1, b"a", None, INFINITE_S, 0)
    book.expire(1 << 62)
    assert lease.active(1 << 62)


def test_an_offer_does_not_shorten_a_lease() -> None:
    book = Book()
    book.grant(1, b"a", None, 1000, 0)
    assert book.offer(1, b"a", None, 60, 5 * S).state is State.DEFAULT


def test_a_declined_address_is_nobodys_for_a_while() -> None:
    book = Book()
    lease = book.grant(1, b"a", None, 1000, 0)
    book.decline(lease, 10, 0)
    assert not book.free_for(1, b"a", 9 * S)
    assert not book.free_for(1, b"b", 9 * S)
    assert book.declined == 1
    book.expire(10 * S)
    assert book.free_for(1, b"b", 10 * S)
    assert book.declined == 0


def test_an_owner_has_one_lease() -> None:
    book = Book()
    book.grant(1, b"a", None, 1000, 0)
    book.grant(2, b"a", None, 1000, 0)
    assert book.free_for(1, b"b", 0)


def test_offers_and_ended_leases_are_bounded() -> None:
    book = Book(max_offers=10, max_ended=5)
    pool = Range(0, 1 << 24)
    for number in range(100):
        book.offer(number, number.to_bytes(2), pool, 60, 0)
    assert book.offers == 10
    assert len(book) <= 15


class Leases(RuleBasedStateMachine):
    """Eight clients and four addresses against a dictionary of who holds what until when."""

    def __init__(self) -> None:
        super().__init__()
        self.book = Book(max_ended=2)
        self.now = 0
        self.held: dict[int, tuple[bytes, int]] = {}

    def _forget(self, owner: bytes) -> None:
        self.held = {address: (who, until) for address, (who, until) in self.held.items() if who != owner}

    @rule(address=st.integers(0, 3), owner=st.binary(min_size=1, max_size=1), seconds=st.integers(1, 50))
    def ask(self, address: int, owner: bytes, seconds: int) -> None:
        who, until = self.held.get(address, (b"", 0))
        free = until <= self.now or who == owner
        assert self.book.free_for(address, owner, self.now) == free
        if free:
            self._forget(owner)
            self.book.grant(address, owner, None, seconds, self.now)
            self.held[address] = (owner, self.now + seconds * S)

    @rule(address=st.integers(0, 3))
    def release(self, address: int) -> None:
        lease = self.book.at(address)
        if lease is not None:
            self.book.end(lease)
            self.held.pop(address, None)

    @rule(address=st.integers(0, 3), seconds=st.integers(1, 50))
    def decline(self, address: int, seconds: int) -> None:
        lease = self.book.at(address)
        if lease is not None and lease.active(self.now):
            self.book.decline(lease, seconds, self.now)
            self.held[address] = (b"nobody", self.now + seconds * S)

    @rule(seconds=st.integers(1, 60))
    def wait(self, seconds: int) -> None:
        self.now += seconds * S
        self.book.expire(self.now)

    @invariant()
    def holders_are_known(self) -> None:
        for address, (owner, until) in self.held.items():
            assert self.book.taken(address, self.now) == (until > self.now)
            if until > self.now and owner != b"nobody":
                lease = self.book.of(owner)
                assert lease is not None
                assert lease.address == address


TestLeases = Leases.TestCase
TestLeases.settings = settings(max_examples=60, stateful_step_count=30)
