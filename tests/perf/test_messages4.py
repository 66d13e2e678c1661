from __future__ import annotations

import numpy as np

from dhcptools.packet.v4 import Message4
from dhcptools.perf.dialogue import MOST_ROWS
from dhcptools.perf.messages4 import Dialogue4
from dhcptools.perf.plan import Plan
from support.scripted import answer4


def test_a_batch_of_offers_becomes_a_batch_of_requests() -> None:
    dialogue = Dialogue4(Plan("192.0.2.1", "192.0.2.2", max_starts=1, clients=5000, seed_xid=77))
    discovers = [Message4.decode(row.tobytes()) for row in dialogue.first(2048, MOST_ROWS)]
    assert [message.xid for message in discovers] == list(range(77 + 2048, 77 + 2048 + MOST_ROWS))
    offers = [answer4(message).encode() for message in discovers]
    rows = np.array([list(octets) for octets in offers], np.uint8)
    replies = dialogue.read(rows, np.full(len(rows), rows.shape[1], np.int32))
    exchanges = np.arange(2048, 2048 + MOST_ROWS)
    assert (replies.numbers == exchanges).all()
    for flags in (replies.valid, replies.complete, replies.accepted, replies.stage == 0, ~replies.nak):
        assert flags.all()
    assert dialogue.same_client(exchanges).all()
    assert not dialogue.same_client(exchanges + 1).any()
    chosen = np.array([5, 3, 900])
    ((requests, part),) = dialogue.second(chosen, exchanges[chosen])
    assert part.tolist() == exchanges[chosen].tolist()
    for row, line in zip(requests, chosen, strict=True):
        request, discover = Message4.decode(row.tobytes()), discovers[line]
        assert (request.message_type, request.xid, request.chaddr) == (3, discover.xid, discover.chaddr)
        assert request.first(50) == answer4(discover).yiaddr.packed
    ((server, count),) = dialogue.servers(chosen).items()
    assert (dialogue.server_name(server), count) == ("192.0.2.99", 3)


def test_a_request_is_no_reply() -> None:
    dialogue = Dialogue4(Plan("192.0.2.1", "192.0.2.2", max_starts=1))
    rows = dialogue.first(0, 2)
    rows[:, 242] = 2  # an OFFER by option 53, but op says BOOTREQUEST
    assert dialogue.read(rows, np.full(2, rows.shape[1], np.int32)).stage.tolist() == [-1, -1]
