from __future__ import annotations

import numpy as np

from dhcptools.dump.buffer import Buffer


def test_every_place_is_a_number() -> None:
    buffer = Buffer(16)
    buffer.data[:9] = b"\1\2\3\4\5\6\7\x08\x09"
    at = np.array([1, 0])
    assert buffer.flat[at].tolist() == [2, 1]
    assert buffer.u16[at].tolist() == [0x0203, 0x0102]
    assert buffer.u32[at].tolist() == [0x02030405, 0x01020304]
    assert buffer.u64[at].tolist() == [0x0203040506070809, 0x0102030405060708]
    assert buffer.octets(1, 3) == b"\2\3\4"


def test_hardware_addresses() -> None:
    buffer = Buffer(16)
    buffer.data[:9] = b"\1\2\3\4\5\6\7\x08\x09"
    rows = np.array([1])
    assert buffer.macs(np.array([0, 2]), rows).tolist() == [6 << 48 | 0x030405060708]
    assert buffer.macs(None, rows).tolist() == [0]
