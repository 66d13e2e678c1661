from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.exported import Exported, export, find_message


@given(st.binary(max_size=40), st.sampled_from([4, 6]))
def test_what_is_exported_is_found(message: bytes, family: int) -> None:
    octets = export(message, family)
    assert octets[:4] == b"\0\x0c\0" + bytes((4 if family == 4 else 8,))
    found = find_message(octets)
    assert found == Exported(family, len(octets) - len(message))
    assert octets[found.start :] == message


def test_other_tags_are_stepped_over() -> None:
    source = struct.pack("!HH", 20, 4) + bytes((192, 0, 2, 1))
    assert find_message(source + b"\0\x0c\0\x08bootp\0\0\0" + source + bytes(4) + b"x") == Exported(4, 32)


@pytest.mark.parametrize(
    "octets", [b"", b"\0", bytes(4), b"\0\x0c\0\x03dns\0\0\0\0", b"\0\x0c\0\x04dhcp", b"\0\x0c\xff\xffdhcp"]
)
def test_what_is_no_message(octets: bytes) -> None:
    assert find_message(octets) is None


@given(st.binary(max_size=60))
def test_any_octets(octets: bytes) -> None:
    found = find_message(octets)
    assert found is None or 8 <= found.start <= len(octets)
