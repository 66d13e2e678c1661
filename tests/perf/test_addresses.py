from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.perf.addresses import Addresses, keys_of
from dhcptools.perf.leases import Leases


@given(st.lists(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 4)), max_size=20), max_size=8))
def test_a_dictionary_counts_the_same(batches: list[list[tuple[int, int]]]) -> None:
    addresses, holders, duplicate = Addresses(10), dict[int, int](), 0
    for batch in batches:
        keys, clients = np.array(batch, np.int64).reshape(-1, 2).T
        addresses.note(keys.astype(np.uint64), clients)
        by_key: dict[int, list[int]] = {}
        for key, client in batch:
            by_key.setdefault(key, []).append(client)
        for key, several in by_key.items():
            for client in several:
                duplicate += holders.get(key, client) != client
                holders[key] = client
    assert (addresses.distinct, addresses.duplicate, addresses.forgotten) == (len(holders), duplicate, 0)


def test_a_full_table_says_what_it_forgot() -> None:
    addresses = Addresses(1)
    keys = np.arange(1, 10_001).astype(np.uint64)
    for at in range(0, len(keys), 500):
        addresses.note(keys[at : at + 500], np.zeros(len(keys[at : at + 500]), np.int64))
    assert addresses.distinct + addresses.forgotten == 10_000
    assert addresses.forgotten > 0
    assert addresses.duplicate == 0


def test_many_addresses() -> None:
    addresses = Addresses(100_000)
    keys = (np.arange(100_000) + 0x0A000000).astype(np.uint64)
    for client in (7, 7, 8):
        for at in range(0, len(keys), 1000):
            addresses.note(keys[at : at + 1000], np.full(1000, client))
    assert (addresses.distinct, addresses.duplicate) == (100_000, 100_000)


def test_what_is_given_back_is_free() -> None:
    addresses = Addresses(10)
    keys = np.array([1, 2, 3], np.uint64)
    addresses.note(keys, np.array([10, 20, 30]))
    addresses.forget(np.array([2, 99], np.uint64))
    addresses.note(keys, np.array([11, 21, 30]))
    assert (addresses.distinct, addresses.duplicate) == (3, 1)
    assert addresses.taken == [(1, 10, 11)]


def test_keys_are_those_of_the_dialogues() -> None:
    four = Leases.empty(2, 4)
    four.address[:] = (7, 9)
    assert keys_of(four).tolist() == [7, 9]
    six = Leases.empty(2, 6)
    six.address[0], six.prefix[1] = (1, 2), (1, 2)
    assert keys_of(six)[0] == keys_of(six)[1] != 0
