"""How a batch is cut into runs: what can be taken at once is, and order is kept where it matters."""

from __future__ import annotations

from ipaddress import IPv4Address

import numpy as np

from dhcpserver.engine4 import Engine4
from dhcpserver.fast import MOST_SHAPES, Block
from dhcpserver.fast4 import Fast4, book4
from dhcpserver.reply4 import Context4
from dhcptools.packet.v4 import Message4
from support.batches import Packet, batch_of, by_batch
from support.dialogue import SECOND, SERVER, config4, message4, opt4

RELAY = IPv4Address("192.0.2.254")
HERE = Context4(local=SERVER, unicast=True)


def fast(**subnet: object) -> Fast4:
    engine = Engine4(config4({"pools": [{"pool": "192.0.2.10-192.0.2.250"}], **subnet}))
    engine.book = book4()
    return Fast4(engine, HERE)


def asked(kind: int, client: int, *options: object, **fields: object) -> Packet:
    message = message4(kind, client, *options, giaddr=RELAY, **fields)  # type: ignore[arg-type] # options of any kind
    return Packet(message.encode(), int(RELAY), 67)


def test_a_batch_of_one_kind_is_one_block() -> None:
    path = fast()
    (block,) = path.answer(batch_of([asked(1, client) for client in range(1, 50)]), SECOND)
    assert isinstance(block, Block)
    assert block.which.tolist() == list(range(49))
    assert block.addresses.tolist() == [int(RELAY)] * 49
    assert np.unique(block.rows[:, 16:20], axis=0).shape == (49, 4)


def test_a_client_that_stands_twice_in_a_batch_is_answered_in_order() -> None:
    path = fast()
    select = asked(3, 1, opt4(50, "192.0.2.10"), opt4(54, str(SERVER)))
    release = asked(7, 1, opt4(54, str(SERVER)), ciaddr=IPv4Address("192.0.2.10"))
    sent = by_batch(path, [asked(1, 1), asked(1, 2), select, release, asked(1, 3), asked(1, 1)], SECOND)
    assert [(one.which, Message4.decode(one.octets).message_type) for one in sent] == [
        (0, 2), (1, 2), (2, 5), (4, 2), (5, 2),
    ]  # fmt: skip  # which request, what answer
    assert sent[0].octets[16:20] == sent[4].octets[16:20]  # what it released is offered to it again


def test_many_short_runs_are_left_to_the_engine() -> None:
    path = fast()
    by_batch(path, [asked(1, 1)] * 64, SECOND)
    assert path.taken < 16
    assert path.counters["pkt4-offer-sent"] == 64


def test_shapes_are_bounded_and_the_latest_used_stays_first() -> None:
    path = fast()
    for number in range(MOST_SHAPES + 10):
        by_batch(path, [asked(1, 1, opt4(55, bytes((number,)))), asked(1, 2, opt4(55, b"\3"))], SECOND)
    assert len(path.shapes) <= MOST_SHAPES + 1
    assert path.shapes[0].form.octets[240:246] in {asked(1, 2, opt4(55, b"\3")).octets[240:246]}


def test_counters_are_those_of_the_engine() -> None:
    path = fast()
    by_batch(path, [asked(1, client) for client in range(1, 20)], SECOND)
    assert (path.counters["pkt4-received"], path.counters["pkt4-offer-sent"]) == (19, 19)
    assert by_batch(path, [], SECOND) == []
