from __future__ import annotations

from dhcptools.dump.buffer import Buffer


def test_every_place_is_a_number() -> None:
    buffer = Buffer(16)
    buffer.data[:9] = b"\1\2\3\4\5\6\7\x08\x09"
    assert (buffer.flat[1], buffer.u16[1], buffer.u32[1]) == (2, 0x0203, 0x02030405)
    assert buffer.u64[1] == 0x0203040506070809
    assert buffer.octets(1, 3) == b"\2\3\4"
