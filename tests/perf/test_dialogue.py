from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.perf.dialogue import AnswerTable, Numbering, kinds_of


def test_the_transition_tables_as_arrays() -> None:
    table = AnswerTable.of(("discover", "request"), 4)
    assert table.names == ("discover_offer", "request_ack")
    assert table.stage[0, [1, 2, 5, 6, 255]].tolist() == [-1, 0, 1, 1, -1]
    assert np.flatnonzero(table.grants).tolist() == [2, 5]
    assert AnswerTable.of(("solicit", "request"), 6).names == ("solicit_advertise", "request_reply")
    assert AnswerTable.of(("discover",), 4).names == ("discover_offer",)


def test_each_flow_has_its_own_answers() -> None:
    table = AnswerTable.of(("discover", "request", "renew", "release", "inform"), 4)
    assert table.names == ("discover_offer", "request_ack", "renew_ack", "release", "inform_ack")
    assert table.answered == (True, True, True, False, True)
    assert table.flows == (0, 0, 1, 2, 3)  # a REQUEST has the xid of its DISCOVER
    assert table.stage[:, 5].tolist() == [1, 2, -1, 4]
    six = AnswerTable.of(("solicit", "request", "renew", "release"), 6)
    assert six.flows == (0, 1, 2, 3)
    assert six.stage[:, 7].tolist() == [-1, 1, 2, 3]
    assert six.names[2:] == ("renew_reply", "release_reply")


def test_every_kind_there_is() -> None:
    assert AnswerTable.of(("reboot", "rebind", "decline"), 4).names == ("reboot_ack", "rebind_ack", "decline")
    names = AnswerTable.of(("rebind", "decline", "confirm", "information_request"), 6).names
    assert names == ("rebind_reply", "decline_reply", "confirm_reply", "information_request_reply")
    with pytest.raises(ValueError, match="no request 'confirm' in DHCPv4"):
        AnswerTable.of(("confirm",), 4)


def test_a_reply_answers_a_solicit_with_rapid_commit_only() -> None:
    assert AnswerTable.of(("solicit",), 6).stage[0, [2, 7]].tolist() == [0, -1]
    rapid = AnswerTable.of(("solicit",), 6, rapid=True)
    assert rapid.names == ("solicit_reply",)
    assert rapid.stage[0, [2, 7]].tolist() == [0, 0]


def test_the_requests_of_an_exchange() -> None:
    assert kinds_of("dora", 4) == ("discover", "request")
    assert kinds_of("solicit", 6) == ("solicit",)


@given(
    st.integers(0, 3), st.integers(0, 2**40), st.sampled_from([24, 32]), st.integers(0, 3), st.integers(0, 2**32 - 1)
)
def test_an_id_tells_flow_and_number(bits: int, number: int, width: int, flow: int, seed: int) -> None:
    flow %= 1 << bits
    numbering = Numbering(width, bits, seed & ((1 << width) - 1))
    ids = numbering.ids(flow, np.array([number]))
    assert 0 <= ids[0] < 1 << width
    flows, numbers = numbering.split(ids.astype(np.uint32))
    assert flows.tolist() == [flow]
    assert numbers.tolist() == [number & ((1 << numbering.number_bits) - 1)]
