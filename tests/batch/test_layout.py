from __future__ import annotations

import numpy as np

from dhcptools.batch.layout import MOST, Found, Layout, Layouts, structure

LEARNT: list[bytes] = []


def learn(octets: bytes) -> Layout | None:
    """A packet is one octet of structure and one of value; structure 99 is not of the common shape."""
    LEARNT.append(octets)
    if octets[0] == 99:
        return None
    return Layout(*structure(octets, [0]), 2, 3, (1,), (octets[0],))


def walk(rows: np.ndarray, lengths: np.ndarray) -> Found:
    count = len(rows)
    return Found(np.full((1, count), 7), np.full((1, count), 7), np.zeros(count, bool))


def find(layouts: Layouts, *packets: bytes) -> Found:
    rows = np.array([list(packet.ljust(4, b"\0")) for packet in packets], np.uint8)
    return layouts.find(rows, np.array([len(packet) for packet in packets]))


def test_a_known_layout_is_shared_by_all_rows_and_learnt_once() -> None:
    LEARNT.clear()
    layouts = Layouts(1, learn, walk)
    for _ in range(3):
        found = find(layouts, b"\5a", b"\5b", b"\5cc")
        assert found.layout is not None
        assert found.plain.all()
        assert found.lengths.tolist() == [[5]]
    assert LEARNT == [b"\5a"]


def test_other_rows_are_learnt_or_walked() -> None:
    layouts = Layouts(1, learn, walk)
    find(layouts, b"\5a")
    found = find(layouts, b"\5a", b"\6a", b"ca", b"\6b", b"\5abc", b"\5")
    assert found.layout is None
    assert found.plain.tolist() == [True, True, False, True, False, False]
    assert found.lengths.tolist() == [[5, 6, 7, 6, 7, 7]]


def test_memory_is_bounded() -> None:
    LEARNT.clear()
    layouts = Layouts(1, learn, walk)
    for code in range(MOST + 1):
        find(layouts, bytes((code, 1)))
    find(layouts, bytes((MOST, 1)))
    assert len(LEARNT) == MOST + 1
    find(layouts, bytes((0, 1)))
    assert len(LEARNT) == MOST + 2
