from __future__ import annotations

import gzip
import io
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.net.unpack import Unpacked


def whole(file: BinaryIO, most: int) -> tuple[bytes, str]:
    """What can be read ``most`` octets at a time, and why there is no more."""
    found = b""
    try:
        while more := file.read(most):
            found += more
    except OSError as error:
        return found, str(error)
    return found, ""


@given(st.binary(max_size=3000), st.integers(1, 5000), st.integers(1, 400))
def test_a_whole_file(octets: bytes, most: int, buffer_octets: int) -> None:
    packed = gzip.compress(octets[:100]) + gzip.compress(octets[100:])
    assert whole(Unpacked(io.BytesIO(packed), buffer_octets), most) == (octets, "")


@given(st.binary(min_size=1, max_size=3000), st.integers(1, 5000), st.integers(1, 400), st.data())
def test_a_file_cut_short_gives_what_is_there(
    octets: bytes, most: int, buffer_octets: int, data: st.DataObject
) -> None:
    packed = gzip.compress(octets, 0)  # not compressed: what is cut off is seen octet by octet
    kept = data.draw(st.integers(11, len(packed) - 1))
    found, why = whole(Unpacked(io.BytesIO(packed[:kept]), buffer_octets), most)
    assert "ended before" in why
    assert found == octets[: max(0, kept - 15)]  # behind ten octets of the header and five of the block


@pytest.mark.parametrize(
    ("at", "whole_there", "words"), [(9, True, ""), (40, False, "invalid"), (-6, True, "CRC check failed")]
)
def test_damage_is_told(at: int, whole_there: bool, words: str) -> None:
    packed = bytearray(gzip.compress(bytes(range(256)) * 40))
    packed[at] ^= 0x55
    found, why = whole(Unpacked(io.BytesIO(bytes(packed)), 100), 50)
    assert (len(found) == 256 * 40) is whole_there
    assert words in why
    assert bool(why) is bool(words)  # octet 9 is the name of the system


def test_no_octets_at_the_break_are_no_fault() -> None:
    unpacked = Unpacked(io.BytesIO(gzip.compress(b"abc", 0)[:-9]), 10)
    assert unpacked.read(2) == b"ab"
    assert unpacked.read(0) == b""
