from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.perf.clients import Clients, draw


def test_octets_are_added_without_carry_as_perfdhcp_does() -> None:
    clients = Clients(bytes.fromhex("000c010203fe"), 1000)
    assert [f"{mac:012x}" for mac in clients.macs(np.arange(3)).tolist()] == [
        "000c010203fe",
        "000c010203ff",
        "000c01020300",
    ]
    assert f"{clients.macs(np.array([256]))[0]:012x}" == "000c010204fe"


def test_clients_take_turns_and_are_all_different() -> None:
    clients = Clients(bytes.fromhex("000c01020304"), 100_000)
    which = clients.of(np.arange(100_001))
    macs = clients.macs(which)
    assert len(np.unique(macs)) == 100_000
    assert macs[100_000] == macs[0]
    assert which[-2:].tolist() == [99_999, 0]


@given(st.binary(min_size=6, max_size=6), st.integers(0, 2**48 - 1))
def test_each_octet_by_itself(base: bytes, index: int) -> None:
    expected = bytes((a + b) & 255 for a, b in zip(base, index.to_bytes(6), strict=True))
    assert Clients(base, 2**48).macs(np.array([index])).tolist() == [int.from_bytes(expected)]


@given(st.binary(min_size=6, max_size=6), st.integers(1, 2**48), st.integers(0, 2**48 - 1))
def test_clients_are_known_by_their_addresses(base: bytes, count: int, mac: int) -> None:
    clients = Clients(base, count)
    index = int.from_bytes((a - b) & 255 for a, b in zip(mac.to_bytes(6), base, strict=True))
    last = clients.macs(np.array([count - 1]))
    assert clients.has(np.append(last, np.uint64(mac))).tolist() == [True, index < count]


def test_a_list_is_drawn_from_evenly_and_by_seed() -> None:
    listed = [bytes((2, 0, 0, 0, 0, last)) for last in range(7)]
    clients = Clients(bytes(6), 1, listed, 5)
    drawn = clients.of(np.arange(70_000))
    counts = np.bincount(drawn, minlength=7)
    assert len(counts) == clients.count == 7
    # 10,000 each, give or take five standard deviations.
    assert abs(counts - 10_000).max() < 5 * (70_000 * 6 / 49) ** 0.5
    assert clients.macs(np.array([6, 0])).tolist() == [0x020000000006, 0x020000000000]
    assert clients.has(np.array([0x020000000006, 0x020000000007], np.uint64)).tolist() == [True, False]
    assert (Clients(bytes(6), 1, listed, 5).of(np.arange(100)) == drawn[:100]).all()
    assert (Clients(bytes(6), 1, listed, 6).of(np.arange(100)) != drawn[:100]).any()


@given(st.integers(0, 2**62), st.integers(0, 2**32), st.integers(1, 2**31))
def test_a_draw_is_one_of_its_sides(number: int, seed: int, sides: int) -> None:
    (drawn,) = draw(np.array([number]), seed, sides).tolist()
    assert 0 <= drawn < sides
