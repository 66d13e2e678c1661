from __future__ import annotations

from dhcptools.dump.gather import Gatherer
from support.talks import dora


def test_lots_and_looks() -> None:
    gatherer = Gatherer()
    for at in range(600):
        for packet in dora(at * 10, xid=at):
            gatherer.take(packet)
    assert gatherer.summary.messages == 2048
    assert gatherer.settle().messages == 2400
    assert gatherer.end().pairing.answered == {"discover_offer": 600, "request_ack": 600}


def test_from_the_start_again() -> None:
    gatherer = Gatherer()
    for packet in dora():
        gatherer.take(packet)
    gatherer.again()
    assert gatherer.end().messages == 0
