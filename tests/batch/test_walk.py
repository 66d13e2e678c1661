from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.batch.walk import MOST_STEPS, walk
from dhcptools.packet.raw import walk4, walk6

AREAS = st.lists(st.binary(max_size=50), min_size=1, max_size=6)


def expected(data: bytes, octets: int, code: int) -> tuple[int, int, bool, bool]:
    area = walk4(data, 0, len(data)) if octets == 1 else walk6(data, 0, len(data))
    found = [option for option in area.options if option.code == code]
    whole = area.ended if octets == 1 else area.problem is None
    place = (found[0].offset + 2 * octets, len(found[0].data)) if found else (-1, -1)
    return (*place, whole, len(found) < 2)


@given(AREAS, st.sampled_from((1, 2)), st.integers(1, 20), st.integers(0, 5))
def test_every_row_is_walked_as_the_object_plane_walks_it(
    areas: list[bytes], octets: int, code: int, shift: int
) -> None:
    if octets == 2:  # make two-octet codes and lengths likely
        areas = [bytes(value % 8 if place % 2 else 0 for place, value in enumerate(area)) for area in areas]
        code %= 8
    stop = np.array([shift + len(area) for area in areas])
    rows = np.full((len(areas), shift + 51), 0xEE, np.uint8)
    for row, area in zip(rows, areas, strict=True):
        row[shift : shift + len(area)] = np.frombuffer(area, np.uint8)
    walked = walk(rows, np.full(len(areas), shift), stop, (200, code), octets)
    for line, area in enumerate(areas):
        offset, length, whole, once = expected(area, octets, code)
        assert walked.offsets[1, line] == (offset + shift if offset >= 0 else -1)
        assert walked.lengths[1, line] == length
        assert walked.whole[line] == whole
        if octets == 1 and code != 0:
            assert walked.once[line] == (once and expected(area, octets, 200)[3])


def test_a_walk_is_bounded() -> None:
    rows = np.zeros((1, MOST_STEPS + 10), np.uint8)
    rows[0, MOST_STEPS + 5] = 255
    walked = walk(rows, np.array([0]), np.array([rows.shape[1]]), (53,), 1)
    assert not walked.whole[0]
