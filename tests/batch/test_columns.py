from __future__ import annotations

import numpy as np

from dhcptools.batch.columns import U16, U32, column, gather, read48, write48


def test_a_column_is_a_view_of_unaligned_big_endian_fields() -> None:
    rows = np.arange(40, dtype=np.uint8).reshape(4, 10)
    assert column(rows, 3, U32).tolist() == [int.from_bytes(row[3:7].tobytes()) for row in rows]
    column(rows, 1, U16)[:] = 0xABCD
    assert rows[:, 1:3].tolist() == [[0xAB, 0xCD]] * 4


def test_48_bits_round_trip_and_drop_what_is_above() -> None:
    rows = np.zeros((3, 9), np.uint8)
    values = np.array([0, 0x000C01020304, 2**63 + 2**48 - 1], np.uint64)
    write48(rows, 2, values)
    assert read48(rows, 2).tolist() == [0, 0x000C01020304, 2**48 - 1]
    assert rows[1, 2:8].tobytes().hex() == "000c01020304"
    assert not rows[:, :2].any()
    assert not rows[:, 8:].any()


def test_gather_takes_each_row_from_its_own_offset_and_never_past_the_end() -> None:
    rows = np.arange(24, dtype=np.uint8).reshape(3, 8)
    assert gather(rows, np.array([0, 3, 6]), 3).tolist() == [[0, 1, 2], [11, 12, 13], [22, 23, 23]]
