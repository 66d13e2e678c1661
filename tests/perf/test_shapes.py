from __future__ import annotations

import numpy as np

from dhcptools.batch.template import Place, Template
from dhcptools.perf.content import Ramp
from dhcptools.perf.shapes import Shape, by_group, trying

SECOND = 1_000_000_000


def test_time_is_cleared_once_it_was_written() -> None:
    shape = Shape(Template(bytes(4), {"secs": Place(1, 2)}))
    rows = shape.rows(3, False)
    shape.stamp_time(rows, "secs", np.array([1, 2, 3]), False)
    assert rows.tolist() == [[0, 0, 1, 0], [0, 0, 2, 0], [0, 0, 3, 0]]
    again = shape.rows(3, True)
    shape.stamp_time(again, "secs", 0, True)
    assert not again.any()
    shape.stamp_time(shape.rows(1, False), "secs", 0, False)
    assert not shape.rows(3, False).any()
    shape.stamp_time(rows, "elapsed", 7, False)  # a message without such a field
    assert not rows.any()


def test_rows_of_several_shapes_keep_their_places() -> None:
    groups = np.array([1, 0, 1, 2])
    batch = by_group(groups, lambda group, which: np.full((len(which), group + 1), 10 * group + 1, np.uint8))
    assert batch.rows.tolist() == [[11, 11, 0], [1, 0, 0], [11, 11, 0], [21, 21, 21]]
    assert np.asarray(batch.lengths).tolist() == [2, 1, 2, 3]
    alone = by_group(np.array([1, 1]), lambda group, which: np.zeros((len(which), 5), np.uint8))
    assert alone.lengths == 5


def test_the_ramp_counts_seconds_from_its_start_on() -> None:
    since = np.array([0, 1.99, 2, 2.5, 3, 3.99, 4, 5]) * SECOND
    assert np.asarray(trying(Ramp(2, 2), since.astype(np.int64), 0, SECOND)).tolist() == [0, 0, 1, 1, 2, 2, 0, 0]
    assert np.asarray(trying(Ramp(2, 2), since.astype(np.int64), 0, SECOND // 100))[3:6].tolist() == [100, 200, 200]
    assert np.asarray(trying(Ramp(0, 10**6), np.array([10**5 * SECOND]), 0, SECOND)).tolist() == [65535]


def test_a_client_that_retries_says_how_long() -> None:
    assert trying(None, 5 * SECOND, 0, SECOND) == 0
    assert trying(None, 0, 7 * SECOND + 1, SECOND) == 7
    assert np.asarray(trying(None, 0, np.array([SECOND, 10**6 * SECOND]), SECOND // 100)).tolist() == [100, 65535]
