from __future__ import annotations

import numpy as np

from dhcptools.packet.ia6 import IaAddr
from dhcptools.packet.raw import walk6
from dhcptools.packet.v6 import Message6, RelayMessage6, decode6
from dhcptools.perf.messages6 import Dialogue6
from dhcptools.perf.plan import Exchange, Plan
from support.scripted import SERVER_ID6, answer6


def opened(octets: bytes) -> tuple[RelayMessage6, Message6]:
    outer = decode6(octets)
    assert isinstance(outer, RelayMessage6)
    inner = outer.relayed()
    assert isinstance(inner, Message6)
    return outer, inner


def test_a_batch_of_advertises_becomes_a_batch_of_requests() -> None:
    plan = Plan("2001:db8::1", "2001:db8::2", Exchange.SARR, max_starts=1, clients=500, duid_time_s=0x1234, seed_xid=9)
    dialogue = Dialogue6(plan)
    solicits = [opened(row.tobytes()) for row in dialogue.first(1024, 300)]
    assert [inner.transaction_id for _, inner in solicits] == [9 + 2 * number for number in range(1024, 1324)]
    assert solicits[0][1].first(1) == bytes.fromhex("0001000100001234") + b"\0\x0c\1\2\3\x1c"
    assert str(solicits[0][0].peer_address) == "2001:db8::2"
    rows = np.array([list(answer6(*both)) for both in solicits], np.uint8)
    replies = dialogue.read(rows, np.full(len(rows), rows.shape[1], np.int32))
    exchanges = np.arange(1024, 1324)
    assert (replies.numbers == exchanges).all()
    for flags in (
        replies.valid,
        replies.complete,
        replies.accepted,
        replies.stage == 0,
        dialogue.same_client(exchanges),
    ):
        assert flags.all()
    assert len(np.unique(replies.keys)) == 300
    assert not dialogue.same_client(exchanges + 1).any()
    chosen = np.array([0, 299, 17])
    ((requests, part),) = dialogue.second(chosen, exchanges[chosen])
    assert part.tolist() == exchanges[chosen].tolist()
    for row, line in zip(requests, chosen, strict=True):
        _, request = opened(row.tobytes())
        assert (request.msg_type, request.transaction_id) == (3, solicits[line][1].transaction_id + 1)
        assert request.first(1) == solicits[line][1].first(1)
        assert request.first(2) == SERVER_ID6
        ia = request.first(3) or b""
        address = IaAddr.decode(walk6(ia, 12, len(ia)).options[0].data).address
        assert int(address) & 0xFFFFFFFF == int.from_bytes((request.first(1) or b"")[-4:])
    assert {dialogue.server_name(server): count for server, count in dialogue.servers(chosen).items()} == {
        SERVER_ID6.hex(): 3
    }


def test_replies_that_answer_the_wrong_stage_or_are_not_relayed() -> None:
    dialogue = Dialogue6(Plan("2001:db8::1", "2001:db8::2", Exchange.SARR, max_starts=1))
    outer, inner = opened(dialogue.first(0, 1)[0].tobytes())
    advertise = answer6(outer, inner)
    crossed = bytearray(advertise)
    crossed[38] = 7  # a Reply with the Solicit's transaction-id
    direct = opened(advertise)[1].encode()
    forward = b"\x0c" + advertise[1:]
    octets = [advertise, bytes(crossed), direct, forward]
    rows = np.zeros((4, len(advertise)), np.uint8)
    for row, each in zip(rows, octets, strict=True):
        row[: len(each)] = np.frombuffer(each, np.uint8)
    replies = dialogue.read(rows, np.array([len(each) for each in octets], np.int32))
    assert replies.valid.all()
    assert replies.stage.tolist() == [0, -1, -1, -1]
