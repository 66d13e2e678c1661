"""Between engine and sockets."""

from __future__ import annotations

from dataclasses import replace

from dhcpserver.engine4 import Engine4
from dhcpserver.faults.schedule import Schedule
from dhcpserver.gate import Gate, Passing
from dhcpserver.reply4 import Reply4
from dhcpserver.reply6 import Reply6
from dhcpserver.scenario import Scenario
from dhcptools.packet.v4 import Message4
from support.dialogue import (
    LINK,
    LINK6,
    SERVER_DUID,
    UNICAST,
    config4,
    discover,
    engine6,
    message4,
    message6,
    na,
    opt4,
)


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


def test_replies_to_the_source_and_an_observer() -> None:
    seen: list[Passing] = []
    gate = Gate(Scenario.from_lines(["nak"], 4), to_source=True, observer=seen.append)
    engine = Engine4(config4(), frozenset((int(UNICAST.local) + 7,)))
    gate.open(engine, 5)
    sent: list[Reply4] = []
    context = replace(UNICAST, source_port=4711)
    query = discover()
    gate.handle(query, context, 6, lambda: engine.handle(query, context, 6), sent.append)
    gate.send_due(7)
    assert [(reply.destination, reply.port) for reply in sent] == [(context.source, 4711)]
    assert [(passing.time_ns, passing.subject.kind, passing.reply) for passing in seen] == [
        (6, "discover", None), (7, "discover", sent[0]),
    ]  # fmt: skip  # in and out
    request = message4(3, 1, opt4(50, "192.0.2.10"), opt4(54, "192.0.2.8"))
    gate.handle(request, context, 8, lambda: (), sent.append)
    gate.send_due(8)
    assert (sent[1].message.message_type, gate.counters()) == (6, {"fault-nak": 1})  # one of the engine's own addresses


def test_a_client_without_address_is_answered_as_ever() -> None:
    gate = Gate(Scenario(), to_source=True)
    engine, sent = Engine4(config4()), list[Reply4]()
    gate.handle(discover(), LINK, 0, lambda: engine.handle(discover(), LINK, 0), sent.append)
    gate.send_due(0)
    assert sent[0].link_address


def test_dhcpv6_to_the_source() -> None:
    gate = Gate(Scenario.from_lines(["status"], 6), to_source=True)
    six, sent = engine6(), list[Reply6]()
    gate.open(six, 0)
    context = replace(LINK6, source_port=4711)
    gate.handle(message6(1, na()), context, 0, lambda: (), sent.append)
    gate.send_due(0)
    message = sent[0].message
    assert (sent[0].port, message.first(2)) == (4711, SERVER_DUID)


def test_a_queue_that_is_full_drops_and_counts() -> None:
    place = Place("delay 1s")
    place.gate._waiting = Schedule(most=1)
    place.take(discover(1))
    place.take(discover(2))
    assert place.gate.scenario.counters["fault-queue-full"] == 1
