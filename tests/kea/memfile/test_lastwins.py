"""Last occurrences by sorting, against a dict."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.kea.memfile.lastwins import last_rows4, last_rows6


@given(st.lists(st.integers(0, 5) | st.integers(0, 0xFFFFFFFF)))
def test_v4(keys: list[int]) -> None:
    last = {key: row for row, key in enumerate(keys)}
    assert last_rows4(np.array(keys, np.uint32)).tolist() == [last[key] for key in sorted(last)]


HALVES = st.integers(0, 2) | st.integers(0, (1 << 64) - 1)


@given(st.lists(st.tuples(HALVES, HALVES)))
def test_v6(keys: list[tuple[int, int]]) -> None:
    last = {key: row for row, key in enumerate(keys)}
    high, low = (np.array([key[half] for key in keys], np.uint64) for half in (0, 1))
    assert last_rows6(high, low).tolist() == [last[key] for key in sorted(last)]


@given(st.lists(st.tuples(st.integers(0, 40), st.booleans()), max_size=60))
def test_v6_with_equal_hashes(keys: list[tuple[int, bool]]) -> None:
    """The hash depends on high ^ low * K: pairs made to share it are still told apart."""
    factor, mask = 0x9E3779B97F4A7C15, (1 << 64) - 1
    pairs = [((number * factor ^ 77) & mask if twisted else 7, number if twisted else 0) for number, twisted in keys]
    last = {key: row for row, key in enumerate(pairs)}
    high, low = (np.array([pair[half] for pair in pairs], np.uint64) for half in (0, 1))
    assert last_rows6(high, low).tolist() == [last[key] for key in sorted(last)]
