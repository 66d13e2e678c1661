"""The hash table of rows against a dictionary, one at a time and by the thousand."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from dhcpserver.storeindex import Index

# Few hashes, so that probes meet each other; the key of a row is its number.
HASHES = np.array([(row * 7 % 5) + (row % 3) * 1021 for row in range(4096)], np.uint64)


def find_many(index: Index, rows: np.ndarray) -> list[int]:  # type: ignore[type-arg] # any integers
    return index.find_many(HASHES[rows], lambda found, which: found == rows[which]).tolist()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.sets(st.integers(0, 200), max_size=30)), max_size=20))
def test_rows_are_found_as_a_set_holds_them(steps: list[tuple[bool, bool, set[int]]]) -> None:
    index, model = Index(lambda rows: HASHES[rows]), set()
    for adding, many, chosen in steps:
        numbers = sorted(chosen - model if adding else chosen)
        rows = np.array(numbers, np.int64)
        if adding and many:
            index.insert_many(rows, HASHES[rows])
        elif adding:
            for row in numbers:
                index.insert(row, int(HASHES[row]))
        elif many:
            index.remove_many(rows, HASHES[rows])
        else:
            assert [index.remove(row, int(HASHES[row])) for row in numbers] == [row in model for row in numbers]
        model = model | chosen if adding else model - chosen
        everything = np.arange(201)
        assert find_many(index, everything) == [row if row in model else -1 for row in range(201)]
        assert [index.find(int(HASHES[row]), lambda found, row=row: found == row) for row in range(201)] == [
            row if row in model else -1 for row in range(201)
        ]
        assert len(index) == len(model)
        assert set(index.rows().tolist()) == model


def test_it_grows_and_forgets_what_was_removed() -> None:
    hashes = np.random.default_rng(1).integers(0, 1 << 63, 50_000).astype(np.uint64)
    index = Index(lambda rows: hashes[rows])
    rows = np.arange(50_000)
    for turn in range(20):  # rows come and go: what is removed does not fill the table for ever
        index.insert_many(rows[turn::20], hashes[turn::20])
        index.remove_many(rows[turn::20][:2000], hashes[turn::20][:2000])
    assert len(index) == 10_000
    assert index.nbytes <= 4 * 32_768
    found = index.find_many(hashes, lambda got, which: got == which)
    assert np.count_nonzero(found >= 0) == 10_000
