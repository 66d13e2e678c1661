from __future__ import annotations

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhcptools.batch.chains import PcapChain
from dhcptools.batch.records import PADDING, Records


def chain(sizes: list[int], order: str, filling: bytes) -> bytes:
    out = b""
    for number, size in enumerate(sizes):
        out += struct.pack(order + "4I", 1_769_860_800 + number, 5, size, size)
        out += (filling * (size // len(filling) + 1))[:size]
    return out


def expected(octets: bytes, order: str) -> tuple[list[int], int]:
    at, found = 0, []
    while at + 16 <= len(octets):
        then = at + 16 + struct.unpack_from(order + "4I", octets, at)[2]
        if then > len(octets):
            break
        found.append(at)
        at = then
    return found, at


def found(octets: bytes, order: str) -> tuple[list[int], int]:
    buffer = bytearray(octets) + bytearray(PADDING)
    offsets, at = Records(buffer, PcapChain(order, 16)).find(len(octets))
    return offsets.tolist(), at


HEADER = struct.pack("<4I", 1_769_860_800, 5, 60, 60)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(14, 900), min_size=1, max_size=20), st.sampled_from("<>"), st.integers(1, 60),
    st.sampled_from([b"\0", b"abc", HEADER, HEADER + bytes(60)]), st.integers(0, 40),
)  # fmt: skip  # sizes, order, how often, what is inside, what is cut off
def test_lanes_find_what_the_chain_has(sizes: list[int], order: str, times: int, filling: bytes, cut: int) -> None:
    whole = chain(sizes * times, order, filling)
    octets = whole[: len(whole) - cut]
    assert found(octets, order) == expected(octets, order)


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_length_that_lies_ends_the_chain_where_it_stands(order: str) -> None:
    good = chain([300] * 400, order, b"x")
    octets = good + struct.pack(order + "4I", 1_769_860_800, 5, 1 << 30, 1 << 30) + good
    assert found(octets, order) == expected(octets, order)
    assert len(found(octets, order)[0]) == 400


def test_packets_that_look_like_records_do_not_lead_astray() -> None:
    inside = chain([44] * 20, "<", b"y")
    octets = chain([len(inside)] * 300, "<", inside)
    assert found(octets, "<") == expected(octets, "<")


def test_nothing() -> None:
    assert found(b"", "<") == ([], 0)
    assert found(b"\0" * 15, "<") == ([], 0)
