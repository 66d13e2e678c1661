"""Faults in octets."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dhcpserver.faults.octets import bad_length, cut, cut_in_option, find, padded
from dhcptools.packet.v4 import Message4
from support.dialogue import discover, message6, na, opt4

FOUR = discover(1, opt4(51, b"\0\0\1\0"), opt4(12, b"pc")).encode(minimum=0)
SIX = message6(1, na()).encode()


def test_find() -> None:
    assert find(FOUR, 4, 51) == (243, 2, 4)
    assert find(SIX, 6, 3) == (4 + 4 + 10, 4, 12)
    assert find(FOUR, 4, 99) is find(b"x", 4, 51) is None


def test_cut() -> None:
    assert cut(FOUR, 100) == FOUR[:100]
    assert cut_in_option(FOUR, 4, 51) == FOUR[:247]
    assert cut_in_option(SIX, 6, 3) == SIX[:28]
    assert cut_in_option(FOUR, 4, 99) == FOUR


def test_bad_length() -> None:
    broken = Message4.decode(bad_length(FOUR, 4, 51))
    assert [option.code for option in broken.options] == [53]
    assert "option 51 says 255 octets" in broken.problems[0].reason
    assert bad_length(SIX, 6, 3)[20:22] == b"\xff\xff"
    assert bad_length(FOUR, 4, 99) == FOUR


def test_padded() -> None:
    assert padded(b"ab", 4) == b"ab\0\0"
    assert padded(b"ab", 1) == b"ab"


@given(data=st.binary(max_size=300), family=st.sampled_from((4, 6)), code=st.integers(0, 255))
def test_no_octets_are_too_strange(data: bytes, family: int, code: int) -> None:
    assert len(bad_length(data, family, code)) == len(data)
    assert data.startswith(cut_in_option(data, family, code))
