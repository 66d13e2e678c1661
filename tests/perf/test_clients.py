from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.perf.clients import Clients


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
    macs = clients.macs(np.arange(100_001))
    assert len(np.unique(macs)) == 100_000
    assert macs[100_000] == macs[0]
    assert clients.of(np.array([100_001])).tolist() == [1]


@given(st.binary(min_size=6, max_size=6), st.integers(0, 2**48 - 1))
def test_each_octet_by_itself(base: bytes, index: int) -> None:
    expected = bytes((a + b) & 255 for a, b in zip(base, index.to_bytes(6), strict=True))
    assert Clients(base, 2**48).macs(np.array([index])).tolist() == [int.from_bytes(expected)]
