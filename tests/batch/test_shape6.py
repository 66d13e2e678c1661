from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.batch.shape6 import Slot, learn6, read6, walk6_rows
from dhcptools.packet.raw import RawOption, pack6
from dhcptools.packet.v6 import RELAY_REPL, Message6, RelayMessage6

INNER = Message6(7, 5, (RawOption(1, b"client"), RawOption(2, b"srv"), RawOption(13, b"\0\0")))
RELAYED = RelayMessage6(RELAY_REPL, options=(RawOption(18, b"eth0"), RawOption(9, INNER.encode()))).encode()


def test_the_three_readings_agree_on_places() -> None:
    reply, layout = read6(RELAYED), learn6(RELAYED)
    assert reply is not None
    assert layout is not None
    at, length = reply.places[Slot.CLIENT_ID]
    assert RELAYED[at : at + length] == b"client"
    assert (layout.offsets, layout.lengths) == tuple(zip(*reply.places, strict=True))
    walked = walk6_rows(np.frombuffer(RELAYED, np.uint8)[None, :], np.array([len(RELAYED)]))
    assert walked.plain.all()
    assert tuple(walked.offsets[:, 0].tolist()) == layout.offsets
    assert tuple(walked.lengths[:, 0].tolist()) == layout.lengths


@given(st.binary(max_size=30), st.booleans())
def test_what_has_a_layout_can_be_read_and_is_walked_alike(area: bytes, nested: bool) -> None:
    octets = bytes((2, 0, 0, 9)) + (pack6([RawOption(25, bytes(12) + area)]) if nested else area)
    layout, reply = learn6(octets), read6(octets)
    walked = walk6_rows(np.frombuffer(octets, np.uint8)[None, :], np.array([len(octets)]))
    assert walked.plain[0] == (layout is not None)
    if layout is not None:
        assert reply is not None
        assert tuple(zip(*reply.places, strict=True)) == (layout.offsets, layout.lengths)
