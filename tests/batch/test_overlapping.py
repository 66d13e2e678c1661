from __future__ import annotations

import numpy as np
import pytest

from dhcptools.batch.overlapping import Overlapping

OCTETS = bytes(range(1, 40))


@pytest.mark.parametrize("dtype", [">u2", "<u4", ">u4", ">u8"])
def test_numbers_at_odd_and_even_places(dtype: str) -> None:
    places = np.array([0, 1, 7, 22])
    size, order = np.dtype(dtype).itemsize, "big" if dtype[0] == ">" else "little"
    expected = [int.from_bytes(OCTETS[at : at + size], order) for at in places.tolist()]
    assert Overlapping(bytearray(OCTETS), dtype)[places].tolist() == expected


def test_rows_of_numbers_may_be_written_to() -> None:
    buffer = bytearray(OCTETS)
    rows = Overlapping(buffer, ">u8").rows(np.array([3, 10]), 3)
    assert rows.tolist() == [[int.from_bytes(OCTETS[at + n : at + n + 8]) for n in (0, 8, 16)] for at in (3, 10)]
    assert Overlapping(buffer, ">u8").columns(np.array([3, 10]), 3).tolist() == rows.T.tolist()
    rows &= np.uint64(0)
    assert buffer == OCTETS
