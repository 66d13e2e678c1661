"""Leases given and ended by the batch against the plain book that takes them one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dhcpserver.leases import INFINITE_S, SECOND_NS, Book, State
from dhcpserver.pools import Range
from dhcpserver.store import RECORD, Records
from dhcpserver.storebatch import BatchBook, halves
from support.batches import leases_of

FIRST = (0x20010DB8 << 96) + (1 << 64) - 3  # the low half runs over
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["offer", "grant", "end", "wait"]), st.sets(st.integers(0, 9), min_size=1), st.booleans()
    ),
    max_size=12,
)


def owner(client: int) -> bytes:
    return b"client %d" % client


def keys_of(book: BatchBook, clients: list[int]) -> Records:
    keys = np.zeros(len(clients), RECORD)
    for key, client in zip(keys, clients, strict=True):
        key["owner"] = np.frombuffer(owner(client).ljust(40, b"\0"), np.uint64)
        key["owner_octets"], key["hash"] = len(owner(client)), book.secrets.of_owner(owner(client))
        key["iaid"] = client
    return keys


@settings(max_examples=150, deadline=None)
@given(STEPS, st.sampled_from([2, 100]))
def test_batches_leave_what_single_steps_leave(steps: list[tuple[str, set[int], bool]], max_ended: int) -> None:
    many, one = BatchBook(("iaid",), max_ended=max_ended), Book(max_ended=max_ended)
    mine, theirs = (Range(FIRST, 12, length=128) for _ in range(2))
    now = SECOND_NS
    for book in (many, one):
        book.keep_changes()
    for word, chosen, forever in steps:
        clients = sorted(chosen)
        seconds = INFINITE_S if forever and word == "grant" else 20
        state = State.OFFERED if word == "offer" else State.DEFAULT
        keys = keys_of(many, clients)
        rows = many.rows_of(keys)
        assert rows.tolist() == [many.row_of(owner(client)) for client in clients]
        if word == "wait":
            now += 9 * SECOND_NS
            assert many.expire(now) == one.expire(now)
        elif word == "end":
            busy = [row for row in rows.tolist() if row >= 0 and many.lease(row).state is not State.EXPIRED_RECLAIMED]
            for row in busy:
                lease = one.at(many.lease(row).address)
                assert lease is not None
                one.end(lease)
            many.end_rows(np.array(busy, np.int64))
        else:
            again, new = np.flatnonzero(rows >= 0), np.flatnonzero(rows < 0)
            give = one.offer if word == "offer" else one.grant
            for place in again.tolist():
                known = one.of(owner(clients[place]))
                assert known is not None
                give(known.address, owner(clients[place]), theirs, seconds, now).iaid = clients[place]
            many.give_again(rows[again], keys[again], state, seconds, now)
            taken = mine.take_many(len(new), lambda some, when=now: many.taken_many(some, when))
            for place in new.tolist()[: len(taken)]:
                address = theirs.take(lambda at, when=now: one.taken(at, when))
                assert address is not None
                give(address, owner(clients[place]), theirs, seconds, now).iaid = clients[place]
            some = new[: len(taken)]
            many.give_new(taken, keys[some], mine, state, seconds, now)
        assert leases_of(many) == leases_of(one)
        assert (many.offers, many.reclaimed, mine.remembered) == (one.offers, one.reclaimed, theirs.remembered)
    changed = [{row.address: row.state for chunk in book.take_changes() for row in chunk} for book in (many, one)]
    assert changed[0] == changed[1]


def test_addresses_in_halves() -> None:
    high, low = halves([1, FIRST])
    assert (high.tolist(), low.tolist()) == ([0, FIRST >> 64], [1, FIRST & ((1 << 64) - 1)])
    assert halves(range(0))[0].tolist() == []
    book = BatchBook(())
    book.grant(FIRST, b"a", None, 1000, 0)
    assert book.taken_many([FIRST, FIRST + 1], 1) == [True, False]
    assert book.addresses_of(np.array([book.row_at(FIRST)])) == [FIRST]
