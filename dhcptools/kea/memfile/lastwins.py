"""Which row of each address is the last one, for millions of rows: keys and row numbers sorted as one word."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]
_ROW_BITS: Final = np.uint64(32)
_ROW_MASK: Final = np.uint64(0xFFFFFFFF)


def _sorted_words(keys: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint64]:
    words = keys.astype(np.uint64)
    words <<= _ROW_BITS
    words |= np.arange(len(keys), dtype=np.uint64)
    words.sort()
    return words


def last_rows4(keys: npt.NDArray[np.uint32]) -> Rows:
    """The index of the last occurrence of each key, in the order of the keys."""
    if np.all(keys[1:] > keys[:-1]):  # as a clean-up leaves them
        return np.arange(len(keys))
    words = _sorted_words(keys)
    ends = np.ones(len(words), np.bool_)
    np.not_equal(words[1:] >> _ROW_BITS, words[:-1] >> _ROW_BITS, out=ends[:-1])
    return (words[ends] & _ROW_MASK).astype(np.int64)


def last_rows6(high: npt.NDArray[np.uint64], low: npt.NDArray[np.uint64]) -> Rows:
    """The index of the last occurrence of each pair, in the order of the pairs (upper half first).

    Pairs are sorted by a hash of 32 bits; where two pairs share one, those rows are sorted by the pairs themselves.
    """
    mixed = (high ^ (low * np.uint64(0x9E3779B97F4A7C15))) * np.uint64(0xD6E8FEB86659FD93)
    words = _sorted_words((mixed >> _ROW_BITS).astype(np.uint32))
    rows = (words & _ROW_MASK).astype(np.int64)
    words >>= _ROW_BITS
    same_hash = words[1:] == words[:-1]
    same_pair = (high[rows[1:]] == high[rows[:-1]]) & (low[rows[1:]] == low[rows[:-1]])
    if np.any(same_hash & ~same_pair):
        hashes = np.unique(words[1:][same_hash & ~same_pair])
        edges = np.zeros(len(words) + 1, np.int8)
        edges[np.searchsorted(words, hashes)] += 1
        edges[np.searchsorted(words, hashes, "right")] -= 1
        shared = np.cumsum(edges[:-1], dtype=np.int8) > 0
        mine = rows[shared]
        ordered = mine[np.lexsort((mine, low[mine], high[mine]))]
        differ = (high[ordered[1:]] != high[ordered[:-1]]) | (low[ordered[1:]] != low[ordered[:-1]])
        collided = ordered[np.append(differ, True)]
        clean = rows[~shared]
        words = words[~shared]
        last = np.concatenate([clean[np.append(words[1:] != words[:-1], True)[: len(clean)]], collided])
    else:
        last = rows[np.append(~same_hash, True)[: len(rows)]]
    return last[np.lexsort((low[last], high[last]))]
