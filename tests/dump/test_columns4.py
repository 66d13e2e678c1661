from __future__ import annotations

import numpy as np

from dhcptools.dump.columns import row_of
from dhcptools.dump.columns4 import HEAD4, part4
from dhcptools.dump.record import Packet
from dhcptools.packet.raw import RawOption
from support.laid import laid
from support.talks import dora, four


def test_what_was_read_and_what_was_left() -> None:
    odd = four("discover", 0, RawOption(12, b"a"), RawOption(12, b"b"))
    packets: list[Packet] = [*dora(), odd, four("nak", 9, RawOption(56, b"no"))]
    buffer, at = laid(packets)
    head = buffer.u64.columns(at + 14, HEAD4 // 8)
    part, read = part4(buffer, head, np.arange(6), at + 14, at + 6, np.zeros(6, np.int64))
    assert read.tolist() == [True] * 4 + [False, True]
    assert part.line.tolist() == [0, 1, 2, 3, 5]
    assert part.naks == ["no"]
    rows = [row for packet in packets if packet is not odd and (row := row_of(packet)) is not None]
    assert part.kind.tolist() == [row.kind for row in rows]
    assert part.act.tolist() == [row.act for row in rows]
    assert [part.name_server(row) for row in np.flatnonzero(part.replies)] == [row.server for row in rows if row.server]
