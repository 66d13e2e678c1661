from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.errors import DecodeError, EncodeError
from dhcptools.packet.raw import END, PAD, RawOption, pack, pack4, pack6, walk, walk4, walk6

WIDTHS = [(1, 1), (2, 2), (1, 2), (2, 1)]


@given(st.binary(max_size=80))
def test_walk4_loses_nothing(octets: bytes) -> None:
    area = walk4(octets, 0, len(octets), 100)
    assert pack4(area.options) + (bytes((END,)) if area.ended else b"") + area.tail == octets
    for option in area.options:
        assert octets[option.offset - 100] == option.code
    assert (area.problem is not None) <= bool(area.tail)


@given(st.binary(max_size=80))
def test_walk6_loses_nothing_and_is_the_general_walk(octets: bytes) -> None:
    area = walk6(octets, 0, len(octets), 7)
    assert pack6(area.options) + area.tail == octets
    assert (area.problem is not None) == bool(area.tail)
    general = walk(octets, 0, len(octets), 2, 2, 7)
    assert (general.options, general.tail) == (area.options, area.tail)


@pytest.mark.parametrize("widths", WIDTHS)
@given(octets=st.binary(max_size=80))
def test_walks_of_any_width_lose_nothing(widths: tuple[int, int], octets: bytes) -> None:
    area = walk(octets, 0, len(octets), *widths)
    assert pack(area.options, *widths) + area.tail == octets
    assert (area.problem is not None) == bool(area.tail)


def test_pad_is_kept_and_end_stops() -> None:
    area = walk4(bytes.fromhex("00 350101 00 ff 00 01"), 0, 8)
    assert area.options == (RawOption(PAD, b""), RawOption(53, b"\1"), RawOption(PAD, b""))
    assert (area.ended, area.tail, area.problem) == (True, b"\0\1", None)
    assert [option.offset for option in area.options] == [0, 1, 4]


def test_walks_stay_inside_their_bounds() -> None:
    octets = bytes.fromhex("350105 3304")
    assert walk4(octets, 0, 3).options == (RawOption(53, b"\5"),)
    assert walk4(octets, 3, 5).problem == DecodeError("option 51 says 4 octets, 0 are left", 3)
    assert walk4(octets, 3, 4).problem == DecodeError("option 51 has no length octet", 3)


@pytest.mark.parametrize(("octets", "reason"), [("000100", "3 octets left"), ("00010002ff", "option 1 says 2 octets")])
def test_walk6_names_what_is_wrong(octets: str, reason: str) -> None:
    data = bytes.fromhex("00020000" + octets)
    problem = walk6(data, 0, len(data), 10).problem
    assert problem is not None
    assert problem.reason.startswith(reason)
    assert problem.offset == 14


def test_offsets_take_no_part_in_comparisons() -> None:
    assert RawOption(1, b"a", 5) == RawOption(1, b"a")


def test_what_has_no_encoding() -> None:
    for refused in (RawOption(256, b""), RawOption(-1, b""), RawOption(1, bytes(256))):
        with pytest.raises(EncodeError):
            pack4((refused,))
        with pytest.raises(EncodeError):
            pack((refused,), 1, 1)
    for refused in (RawOption(65536, b""), RawOption(1, bytes(65536))):
        with pytest.raises(EncodeError):
            pack6((refused,))
    assert pack((RawOption(PAD, b""),), 1, 1, padded=True) == b"\0"
    assert pack((RawOption(PAD, b""),), 1, 1) == b"\0\0"
