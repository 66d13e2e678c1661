from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.batch.areas import CODES, MOST_STEPS, Areas, areas4, areas6
from dhcptools.batch.overlapping import Overlapping
from dhcptools.batch.records import PADDING
from dhcptools.packet.raw import PAD, RawOption, pack6, walk4, walk6

OPTION = st.builds(RawOption, st.integers(0, 254), st.binary(max_size=9))
OPTION6 = st.builds(RawOption, st.integers(0, 300), st.binary(max_size=9))


def packed4(options: list[RawOption]) -> bytes:
    return b"".join(bytes((each.code, len(each.data))) + each.data for each in options if each.code) + b"\xff"


FEW = st.lists(OPTION, max_size=8, unique_by=lambda option: option.code).map(packed4)
AREAS = st.lists(st.one_of(st.binary(max_size=60), FEW), min_size=1, max_size=12)
FEW6 = st.lists(OPTION6, max_size=8).map(lambda options: pack6(tuple(options)))
AREAS6 = st.lists(st.one_of(st.binary(max_size=60), FEW6), min_size=1, max_size=12)


def laid_out(areas: list[bytes]) -> tuple[bytearray, np.ndarray, np.ndarray]:
    starts = np.cumsum([0, *map(len, areas)])
    return bytearray(b"".join(areas)) + bytearray(PADDING), starts[:-1], starts[1:]


def read(found: Areas, number: int) -> list[tuple[int, int, int]]:
    """Code, start and length of the options of one area."""
    one = np.arange(len(found.whole)) == number
    return [
        (code, int(at[0]), int(length[0]))
        for code, count in found.counts(one)
        if count == 1
        for line, at, length in [tuple(column[found.only(code)[0] == number] for column in found.only(code))]
    ]


@given(AREAS)
def test_whole_dhcpv4_areas_are_those_of_the_object_plane(areas: list[bytes]) -> None:
    buffer, start, stop = laid_out(areas)
    found = areas4(np.frombuffer(buffer, np.uint8), start, stop)
    for number, octets in enumerate(areas):
        area = walk4(octets, 0, len(octets))
        options = [(o.code, int(start[number]) + o.offset + 2, len(o.data)) for o in area.options if o.code != PAD]
        codes = [code for code, _, _ in options]
        right = area.ended and len(set(codes)) == len(codes) and len(area.options) < MOST_STEPS
        assert bool(found.whole[number]) == right
        assert read(found, number) == (sorted(options) if right else [])


@given(AREAS6)
def test_whole_dhcpv6_areas_are_those_of_the_object_plane(areas: list[bytes]) -> None:
    buffer, start, stop = laid_out(areas)
    found = areas6(Overlapping(buffer, ">u4"), start, stop)
    for number, octets in enumerate(areas):
        area = walk6(octets, 0, len(octets))
        options = [(o.code, int(start[number]) + o.offset + 4, len(o.data)) for o in area.options]
        codes = [code for code, _, _ in options]
        right = area.problem is None and len(set(codes)) == len(codes) and all(code < CODES for code in codes)
        assert bool(found.whole[number]) == right
        assert read(found, number) == (sorted(options) if right else [])


def test_what_stands_where() -> None:
    buffer, start, stop = laid_out([b"\x35\1\1\x0c\3pc1\xff", b"\x0c\2ab\xff"])
    found = areas4(np.frombuffer(buffer, np.uint8), start, stop)
    at, length = found.first(12)
    assert [bytes(buffer[a : a + n]) for a, n in zip(at, length, strict=True)] == [b"pc1", b"ab"]
    assert [each.tolist() for each in found.first(53)] == [[2, -1], [1, -1]]
