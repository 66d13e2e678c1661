from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.dump.exchanges import IDLE_NS
from dhcptools.dump.pairing import Column, Pairing, together
from dhcptools.dump.tables_acts import ACK, DISCOVER, OFFER, REQUEST

MS = 1_000_000
MESSAGES = st.lists(st.tuples(st.integers(0, 3), st.sampled_from([DISCOVER, OFFER, REQUEST, ACK]), st.integers(0, 90)))


def column(messages: list[tuple[int, int, int]]) -> Column:
    return Column(
        np.array([key for key, _, _ in messages], np.uint64), np.array([act for _, act, _ in messages], np.uint8),
        np.array([time for _, _, time in messages], np.int64),
    )  # fmt: skip  # three columns


def paired(messages: list[tuple[int, int, int]], cuts: tuple[int, ...] = ()) -> Pairing:
    pairing = Pairing()
    for start, stop in zip((0, *cuts), (*cuts, len(messages)), strict=True):
        pairing.add(column(messages[start:stop]))
    pairing.end()
    return pairing


def paired_elsewhere(messages: list[tuple[int, int, int]], cuts: tuple[int, ...]) -> Pairing:
    """The same, with every lot paired for itself and put together afterwards."""
    pairing = Pairing()
    for start, stop in zip((0, *cuts), (*cuts, len(messages)), strict=True):
        other = Pairing(heads=[])
        middle = (start + stop) // 2
        other.add(column(messages[start:middle]))
        other.add(column(messages[middle:stop]))
        pairing.merge(other)
    pairing.end()
    return pairing


def told(pairing: Pairing) -> tuple[object, ...]:
    requests = {act: (each.seen, each.copies, each.unanswered) for act, each in pairing.requests.items()}
    latencies = {name: (each.count, each.min_ns, each.max_ns) for name, each in pairing.latencies.items()}
    return requests, latencies, pairing.answered, pairing.further, pairing.unasked


def test_a_reply_answers_the_last_copy() -> None:
    pairing = paired([(1, DISCOVER, 0), (1, DISCOVER, 4 * MS), (1, OFFER, 5 * MS), (1, OFFER, 6 * MS), (2, OFFER, 7)])
    assert told(pairing) == ({DISCOVER: (2, 1, 0)}, {"discover_offer": (1, MS, MS)}, {"discover_offer": 1}, 1, 1)


def test_silence_ends_it() -> None:
    pairing = paired([(1, DISCOVER, 0), (1, OFFER, IDLE_NS)])
    assert told(pairing) == ({DISCOVER: (1, 0, 1)}, {}, {}, 0, 1)


@given(MESSAGES, st.integers(0, 40))
def test_lots_change_nothing_and_nothing_is_counted_twice(steps: list[tuple[int, int, int]], cut: int) -> None:
    now, messages = 0, []
    for key, act, wait in steps:
        now += wait * 1_000_000_000
        messages.append((key << 32 | (act in {DISCOVER, OFFER}), act, now))
    whole = paired(messages)
    cuts = (min(cut, len(messages)), min(2 * cut, len(messages)))
    assert told(whole) == told(paired(messages, cuts[:1]))
    assert told(whole) == told(paired_elsewhere(messages, cuts))
    asked = sum(each.seen for each in whole.requests.values())
    replies = sum(whole.answered.values()) + whole.further + whole.unasked
    assert asked + replies == len(messages)
    for each in whole.requests.values():
        assert each.seen >= each.copies + each.unanswered


@given(
    st.lists(
        st.sampled_from([0, 1, 2, 1 << 32, 1 << 40, 1 << 40 | 1, 1 << 48, (1 << 64) - 1, (1 << 64) - 2]), max_size=400
    )
)
def test_equal_keys_stand_together_in_their_order(keys: list[int]) -> None:
    order = together(np.array(keys, np.uint64)).tolist()
    found = [keys[at] for at in order]
    assert sorted(order) == list(range(len(keys)))
    assert sum(a != b for a, b in pairwise(found)) == max(len(set(keys)) - 1, 0)
    assert all(a < b for a, b in pairwise(order) if keys[a] == keys[b])
