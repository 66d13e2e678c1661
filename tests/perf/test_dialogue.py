from __future__ import annotations

import numpy as np

from dhcptools.perf.dialogue import AnswerTable


def test_the_transition_tables_as_arrays() -> None:
    table = AnswerTable.of("dora", 4)
    assert table.names == ("discover_offer", "request_ack")
    assert table.stage[[1, 2, 5, 6, 255]].tolist() == [-1, 0, 1, 1, -1]
    assert np.flatnonzero(table.grants).tolist() == [2, 5]
    assert AnswerTable.of("sarr", 6).names == ("solicit_advertise", "request_reply")
    assert AnswerTable.of("discover", 4).names == ("discover_offer",)
