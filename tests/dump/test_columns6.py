from __future__ import annotations

import numpy as np

from dhcptools.dump.columns import row_of
from dhcptools.dump.columns6 import HEAD6, part6
from support.laid import laid
from support.talks import sarr, six


def test_what_was_read_and_what_was_left() -> None:
    packets = [*sarr(), *sarr(relays=1), six("solicit", relays=2), six("reply", status=2)]
    buffer, at = laid(packets)
    head = buffer.u64.columns(at + 14, HEAD6 // 8)
    part, read = part6(buffer, head, np.arange(10), at + 14, at + 6, np.zeros(10, np.int64))
    assert read.tolist() == [True] * 8 + [False, True]
    rows = [row for packet in (*packets[:8], packets[9]) if (row := row_of(packet)) is not None]
    assert part.act.tolist() == [row.act for row in rows]
    assert part.leg.tolist() == [row.leg for row in rows]
    assert part.status.tolist() == [0] * 8 + [2]
    assert [part.name_relay(row) for row in np.flatnonzero(part.relay)] == ["2001:db8::1"] * 4
