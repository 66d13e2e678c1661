"""The seam between leases and their file."""

from __future__ import annotations

from collections.abc import Sequence

from dhcpserver.journal import Changes, LeaseRow, MemoryOnly, commit
from dhcpserver.leases import SECOND_NS, Book, State


def test_what_changed_is_handed_over_once_and_offers_are_not() -> None:
    book, journal = Book(), MemoryOnly()
    book.keep_changes()
    book.offer(1, b"a", None, 60, 0)
    commit([book], journal)
    assert journal.rows == 0
    lease = book.grant(1, b"a", None, 100, 0)
    lease.subnet_id, lease.hardware = 7, b"\2\0\0\0\0\1"  # noted after the grant, and still recorded
    (chunk,) = book.take_changes()
    assert list(chunk) == [LeaseRow(1, 32, b"\2\0\0\0\0\1", b"", 0, 7, "", State.DEFAULT, 100, 0, 100 * SECOND_NS)]
    assert not book.take_changes()


def test_release_decline_and_expiry_are_changes_and_the_end_of_an_offer_is_not() -> None:
    book, journal = Book(), MemoryOnly()
    book.keep_changes()
    for address in (1, 2, 3):
        book.grant(address, bytes((address,)), None, 100, 0)
    book.offer(4, b"d", None, 60, 0)
    commit([book], journal)
    assert journal.rows == 3
    first, second = book.at(1), book.at(2)
    assert first is not None
    assert second is not None
    book.end(first)
    book.decline(second, 1000, 0)
    book.expire(100 * SECOND_NS)
    rows = [row for chunk in book.take_changes() for row in chunk]
    assert [(row.address, row.state) for row in rows] == [
        (1, State.EXPIRED_RECLAIMED), (2, State.DECLINED), (3, State.EXPIRED_RECLAIMED),
    ]  # fmt: skip  # the order in which they changed


def test_a_book_that_nobody_listens_to_notes_nothing() -> None:
    book = Book()
    book.grant(1, b"a", None, 100, 0)
    assert not book.take_changes()


def test_an_address_offered_again_at_once_is_recorded_as_released() -> None:
    book = Book()
    book.keep_changes()
    book.end(book.grant(1, b"a", None, 100, 0))
    book.offer(1, b"b", None, 60, 0)
    ((row,),) = book.take_changes()
    assert row.state == State.EXPIRED_RECLAIMED


class Full:
    """A journal that fails as often as it is told."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.calls: list[int] = []

    @property
    def behind(self) -> bool:
        return self.times >= 0 and bool(self.calls)

    def append(self, changes: Sequence[Changes]) -> None:
        self.calls.append(sum(map(len, changes)))
        self.times -= 1
        if self.times >= 0:
            raise OSError(28, "No space left on device")


def test_replies_wait_until_a_failed_journal_has_caught_up() -> None:
    book, journal = Book(), Full(2)
    book.keep_changes()
    assert commit([book], journal)
    book.grant(1, b"a", None, 100, 0)
    assert not commit([book], journal)
    assert not commit([book], journal)  # nothing new, but the lease above is not on record
    assert commit([book], journal)
    assert commit([book], journal)
    assert journal.calls == [1, 0, 0]
