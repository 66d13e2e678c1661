"""Shapes: what is compared, what is stamped, and what an engine must not do if a batch shall do it."""

from __future__ import annotations

import numpy as np
import pytest

from dhcpserver.engine4 import Engine4
from dhcpserver.fast4 import Fast4, book4
from dhcpserver.pools import Range
from dhcpserver.reply4 import Context4, Reply4
from dhcpserver.shapes import STRIDE, Answer, Copy, Goal, Role, Shape, kept, other, overlap
from dhcptools.packet.v4 import Message4
from support.dialogue import SERVER, config4, message4, opt4

GIADDR = 0xC00002FE


class Changed(Engine4):
    """An engine that does a little more than a batch could."""

    fault = ""

    def handle(self, message: Message4, context: Context4, now_ns: int) -> tuple[Reply4, ...]:
        replies = super().handle(message, context, now_ns)
        for lease in self.book.leases():
            if self.fault == "hostname":
                lease.hostname = "host"
            elif self.fault == "time":
                lease.valid_s += lease.address % 2
        if self.fault == "count" and message.xid % 2:
            self.counters["reclaimed-leases"] += 1
        if self.fault == "answer" and replies:
            return (Reply4(replies[0].message, replies[0].destination, 67 + message.xid % 2),)
        return replies


def learn(engine: Engine4, kind: int, *options: object) -> Shape | None:
    engine.book = book4()
    message = message4(kind, 1, *options, giaddr=SERVER)  # type: ignore[arg-type] # options of any kind
    return Fast4(engine, Context4(local=SERVER, unicast=True)).learn(message.encode(), GIADDR, 67)


def test_a_shape_knows_its_place() -> None:
    shape = learn(Engine4(config4()), 1)
    assert shape is not None
    assert (shape.role, shape.goal, shape.seconds) == (Role.OFFER, Goal.FIXED, 60)
    assert shape.counted["pkt4-offer-sent"] == 1
    rows = np.zeros((3, STRIDE), np.uint8)
    packets = [message4(1, 2, giaddr=SERVER), message4(1, 3, giaddr=SERVER, flags=1), message4(1, 3, giaddr=SERVER)]
    for row, message in zip(rows, packets, strict=True):
        row[:300] = np.frombuffer(message.encode(), np.uint8)
    assert shape.matches(rows.view(np.uint64), np.array([300, 300, 301])).tolist() == [True, False, False]


@pytest.mark.parametrize("fault", ["hostname", "count", "answer", "time", ""])
def test_an_engine_that_does_more_keeps_its_requests(monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    kind = type("One", (Changed,), {"fault": fault})
    monkeypatch.setattr("dhcpserver.fast4.Engine4", kind)  # rehearsals take place on it too
    selecting = (opt4(50, "192.0.2.11"), opt4(54, str(SERVER)))
    assert (learn(kind(config4()), 3, *selecting) is None) == bool(fault)


def test_requests_of_no_batch() -> None:
    long = opt4(61, bytes(60))
    for options in ((opt4(52, b"\1"),), (long,), (opt4(55, b"\1"), opt4(55, b"\1"))):
        assert learn(Engine4(config4()), 1, *options) is None
    for kind in (2, 4, 8, 13):
        assert learn(Engine4(config4()), kind) is None
    assert learn(Engine4(config4()), 3, opt4(50, "192.0.2.11")) is None  # INIT-REBOOT


def test_octets_that_count_and_those_that_do_not() -> None:
    exemplar, keep = kept(b"abcdefghij", [(2, 3)])
    assert exemplar.tobytes() == b"abcdefghij" + bytes(6)
    assert keep.tobytes() == b"\xff\xff\0\0\0\xff\xff\xff" + b"\xff\xff" + bytes(6)
    changed = other(b"abcdefghij", [(2, 3)])
    assert (changed[:2], changed[5:]) == (b"ab", b"fghij")
    assert all(before != after for before, after in zip(b"cde", changed[2:5], strict=True))


def test_answers_are_stamped() -> None:
    asked = np.arange(40, dtype=np.uint8).reshape(2, 20)
    answer = Answer(bytes(24), (Copy(1, 4, 2),), 8, 16)
    rows = answer.stamp(asked, np.array([1, 2], np.uint64), np.array([3, 4], np.uint64))
    assert rows[1].tolist() == [0, 24, 25, *[0] * 12, 2, *[0] * 7, 4]
    short = Answer(bytes(6), (), 2, 4).stamp(asked, np.zeros(2, np.uint64), np.array([0x01020304, 5], np.uint64))
    assert short.tolist() == [[0, 0, 1, 2, 3, 4], [0, 0, 0, 0, 0, 5]]


def test_ranges_that_overlap() -> None:
    assert overlap([Range(10, 5), Range(14, 1)])
    assert not overlap([Range(15, 5), Range(10, 5)])
