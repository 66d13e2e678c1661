from __future__ import annotations

import struct

import numpy as np
import pytest

from dhcptools.batch.chains import Chain, PcapChain, PcapngChain
from dhcptools.batch.overlapping import Overlapping
from dhcptools.batch.records import PADDING, Records
from support.captures import block, enhanced

ORDERS = pytest.mark.parametrize("order", ["<", ">"])


def likely(chain: Chain, octets: bytes) -> list[bool]:
    buffer = bytearray(octets) + bytearray(PADDING)
    places = np.arange(len(octets))
    return chain.likely(Overlapping(buffer, chain.order + "u4"), places, len(octets))[0].tolist()


@ORDERS
def test_what_looks_like_a_record_of_pcap(order: str) -> None:
    record = struct.pack(order + "4I", 1_769_860_800, 5, 60, 60) + b"\xff" * 60
    assert likely(PcapChain(order, 16), record).index(True) == 0
    for lie in ((5, 60, 59), (1_000_000_000, 60, 60), (5, 13, 60), (5, 60, 1 << 19)):
        assert not likely(PcapChain(order, 16), struct.pack(order + "4I", 9, *lie) + b"\xff" * 60)[0]


@ORDERS
def test_what_looks_like_a_block_of_pcapng(order: str) -> None:
    octets = enhanced(bytes(61), 9, order)
    assert [at for at, found in enumerate(likely(PcapngChain(order), b"xyz" + octets)) if found] == [3]
    assert not any(likely(PcapngChain(order), octets[:-1] + b"\7"))
    assert not any(likely(PcapngChain(order), octets[:-4]))


@ORDERS
def test_all_blocks_are_found_and_what_they_hold_leads_nowhere(order: str) -> None:
    inside = enhanced(bytes(30), 1, order)
    octets = b"".join(enhanced(inside, at, order) + block(5, bytes(at % 50), order) for at in range(400))
    buffer = bytearray(octets) + bytearray(PADDING)
    found, end = Records(buffer, PcapngChain(order)).find(len(octets))
    at, expected = 0, []
    while at < len(octets):
        expected.append(at)
        at += struct.unpack_from(order + "I", octets, at + 4)[0]
    assert (found.tolist(), end) == (expected, len(octets))


@pytest.mark.parametrize("lie", [0, 4, 11])
def test_a_block_shorter_than_any_ends_the_chain(lie: int) -> None:
    good = b"".join(enhanced(bytes(300), at) for at in range(300))
    octets = good + struct.pack("<II", 6, lie) + good
    buffer = bytearray(octets) + bytearray(PADDING)
    found, end = Records(buffer, PcapngChain("<")).find(len(octets))
    assert (len(found), end) == (300, len(good))
