"""Between engine and sockets."""

from __future__ import annotations

from dhcpserver.engine4 import Engine4
from dhcpserver.faults.schedule import Schedule
from dhcpserver.gate import Gate
from dhcpserver.reply4 import Reply4
from dhcpserver.scenario import Scenario
from dhcptools.packet.v4 import Message4
from support.dialogue import LINK, config4, discover, message4, opt4


class Place:
    """A gate, an engine, and what was sent."""

    def __init__(self, *faults: str) -> None:
        self.gate = Gate(Scenario.from_lines(faults, 4))
        self.engine = Engine4(config4())
        self.sent: list[Reply4] = []

    def take(self, message: Message4, now: int = 0) -> None:
        self.gate.handle(message, LINK, now, lambda: self.engine.handle(message, LINK, now), self.sent.append)


def test_replies_leave_when_they_are_due() -> None:
    place = Place("delay 5ms first=1")
    place.take(discover(1))
    place.take(discover(2))
    place.gate.send_due(0)
    assert [reply.message.xid for reply in place.sent] == [2]
    assert place.gate.next_ns == 5_000_000
    place.gate.send_due(5_000_000)
    assert [reply.message.xid for reply in place.sent] == [2, 1]
    assert place.gate.next_ns is None


def test_what_is_no_request_goes_to_the_engine_alone() -> None:
    place = Place("drop type=discover")
    place.take(discover(1, opt4(50, b"short")))
    place.take(message4(2))
    assert place.engine.counters["pkt4-received"] == 2
    assert place.gate.scenario.counters == {}


def test_a_queue_that_is_full_drops_and_counts() -> None:
    place = Place("delay 1s")
    place.gate._waiting = Schedule(most=1)
    place.take(discover(1))
    place.take(discover(2))
    assert place.gate.scenario.counters["fault-queue-full"] == 1
