from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv6Address

import numpy as np
import pytest

from dhcptools.packet.ia6 import IaAddr, IaNa, IaPd, IaPrefix, StatusCode
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import RELAY_REPL, Message6, RelayMessage6
from dhcptools.perf.content import Ask, Content, ContentError, Offsets, Ramp
from dhcptools.perf.expand import parse_pattern
from dhcptools.perf.leases import Leases
from dhcptools.perf.messages6 import Dialogue6
from dhcptools.perf.plan import PlanError
from support.perf_messages import inner6, matrix, plan6, stacks6
from support.scripted import SERVER_ID6

KINDS = ("solicit", "request", "renew", "rebind", "release", "decline", "confirm", "information_request")
SECOND = 1_000_000_000
ADDRESS, PREFIX = IPv6Address("2001:db8:1::7"), IPv6Address("2001:db8:8000::")


def reply(stack: list[RelayMessage6 | Message6], kind: int, *more: RawOption, server: bytes = SERVER_ID6) -> bytes:
    """A server's answer: the IAs asked for, filled; ``more`` stands before them."""
    *relays, asked = stack
    assert isinstance(asked, Message6)
    duid = asked.first(1) or b""
    options = [RawOption(1, duid), RawOption(2, server), *more]
    if asked.all(3):
        options.append(
            IaNa(1, 1500, 2400, (IaAddr(ADDRESS + int.from_bytes(duid[-4:]), 3000, 3600).option(),)).option()
        )
    if asked.all(25):
        prefix = IPv6Address(int(PREFIX) + (int.from_bytes(duid[-2:]) << 64))
        options.append(IaPd(1, 1500, 2400, (IaPrefix(3000, 3600, 64, prefix).option(),)).option())
    message: Message6 | RelayMessage6 = Message6(kind, asked.transaction_id, tuple(options))
    for relay in reversed(relays):
        assert isinstance(relay, RelayMessage6)
        inside = (RawOption(18, b"x"), RawOption(9, message.encode()))
        message = RelayMessage6(RELAY_REPL, relay.hop_count, relay.link_address, relay.peer_address, inside)
    return message.encode()


def answer(dialogue: Dialogue6, packets: list[bytes]) -> Leases:
    found = dialogue.read(*matrix(packets))
    clients, links = dialogue.clients(found.numbers), dialogue.links(found.numbers)
    for flags in (found.valid, found.complete, found.accepted, found.stage >= 0, dialogue.same_client(clients)):
        assert flags.all()
    return dialogue.leases(np.arange(len(packets)), clients, links)


def test_a_batch_of_advertises_becomes_a_batch_of_requests() -> None:
    dialogue = Dialogue6(plan6(clients=500, duid_time_s=0x1234, seed_xid=9, relay_port=False))
    numbers = np.arange(1024, 1324)
    stacks = stacks6(dialogue.message("solicit", numbers))
    solicits = [stack[-1] for stack in stacks]
    assert [message.transaction_id for message in solicits] == [9 + 2 * number for number in numbers]
    assert solicits[0].first(1) == bytes.fromhex("0001000100001234") + b"\0\x0c\1\2\3\x1c"
    assert [option.code for option in solicits[0].options] == [1, 3, 6, 8]
    assert solicits[0].first(3) == bytes.fromhex("0000000100000e1000001518")
    assert (str(stacks[0][0].link_address), str(stacks[0][0].peer_address)) == ("2001:db8::2", "2001:db8::2")
    replies = dialogue.read(*matrix([reply(stack, 2) for stack in stacks]))
    assert (replies.numbers == numbers).all()
    clients = dialogue.clients(numbers)
    for flags in (replies.valid, replies.complete, replies.accepted, replies.stage == 0, ~replies.bound):
        assert flags.all()
    assert dialogue.same_client(clients).all()
    assert not dialogue.same_client((clients + 1) % 500).any()
    assert len(np.unique(replies.keys)) == 300
    chosen = np.array([0, 299, 17])
    leases = dialogue.leases(chosen, clients[chosen], dialogue.links(numbers[chosen]))
    for request, line in zip(inner6(dialogue.message("request", numbers[chosen], leases)), chosen, strict=True):
        assert (request.msg_type, request.transaction_id) == (3, solicits[line].transaction_id + 1)
        assert [option.code for option in request.options] == [1, 2, 3, 6, 8]
        assert request.first(1) == solicits[line].first(1)
        assert request.first(2) == SERVER_ID6
        offered = ADDRESS + int.from_bytes((request.first(1) or b"")[-4:])
        assert request.first(3) == IaNa(1, 1500, 2400, (IaAddr(offered, 3000, 3600).option(),)).encode()
    assert {dialogue.server_name(server): count for server, count in dialogue.servers(chosen).items()} == {
        SERVER_ID6.hex(): 3
    }


@pytest.mark.parametrize("ask", list(Ask))
def test_every_kind_with_every_ia(ask: Ask) -> None:
    kinds = KINDS if ask.address else tuple(kind for kind in KINDS if kind not in {"decline", "confirm"})
    dialogue = Dialogue6(plan6(Content(asks=ask), clients=5), kinds)
    leases = answer(dialogue, [reply(stacks6(dialogue.message("solicit", np.array([3])))[0], 2)])
    assert leases.t1_s.tolist() == [1500]
    assert leases.t2_s.tolist() == [2400]
    assert (leases.preferred_s.tolist(), leases.valid_s.tolist()) == ([3000], [3600])
    assert leases.prefix_length.tolist() == [64 if ask.prefix else 0]
    address = ADDRESS + 0x01020307
    prefix = IPv6Address(int(PREFIX) + (0x0307 << 64))
    types = {"request": 3, "renew": 5, "rebind": 6, "release": 8, "decline": 9, "confirm": 4, "information_request": 11}
    ids = set()
    for kind in kinds[1:]:
        (message,) = inner6(dialogue.message(kind, np.array([3]), leases))
        assert message.msg_type == types[kind]
        ids.add(message.transaction_id)
        named = kind in {"request", "renew", "release", "decline"}
        asking = kind in {"request", "renew", "rebind", "information_request"}
        held = kind != "information_request"
        pd = held and ask.prefix and kind not in {"decline", "confirm"}
        expected = [1, *([2] if named else []), *([3] if held and ask.address else []), *([6] if asking else []), 8]
        assert [option.code for option in message.options] == [*expected, *([25] if pd else [])], kind
        t1, t2, preferred, valid = (1500, 2400, 3000, 3600) if kind == "request" else (0, 0, 0, 0)
        if held and ask.address:
            assert message.first(3) == IaNa(1, t1, t2, (IaAddr(address, preferred, valid).option(),)).encode()
        if pd:
            inside = IaPrefix(preferred, valid, 64, prefix).option()
            assert message.first(25) == IaPd(1, t1, t2, (inside,)).encode()
    assert len(ids) == len(kinds) - 1


def test_a_reply_answers_its_own_flow_only() -> None:
    dialogue = Dialogue6(plan6(clients=50, seed_xid=0xFFFFFF), KINDS)
    numbers = np.arange(100, 110)
    leases = answer(dialogue, [reply(each, 2) for each in stacks6(dialogue.message("solicit", numbers))])
    for stage, kind in enumerate(KINDS):
        stacks = stacks6(dialogue.message(kind, numbers, leases if stage else None))
        found = dialogue.read(*matrix([reply(each, 7) for each in stacks]))
        assert set(found.stage.tolist()) == {stage if stage else -1}
        assert (found.numbers == numbers).all()
        assert found.bound.all() == (kind in {"request", "renew", "rebind"})
        assert found.accepted.all() or kind == "solicit"


def test_replies_that_answer_the_wrong_stage_or_are_not_relayed() -> None:
    dialogue = Dialogue6(plan6(relay_port=False))
    (stack,) = stacks6(dialogue.message("solicit", np.array([0])))
    advertise, crossed = reply(stack, 2), reply(stack, 7)
    direct = reply(stack[-1:], 2)
    found = dialogue.read(*matrix([advertise, crossed, direct, b"\x0c" + advertise[1:]]))
    assert found.valid.all()
    assert found.stage.tolist() == [0, -1, -1, -1]


def test_refusals_and_what_is_missing() -> None:
    dialogue = Dialogue6(plan6(Content(asks=Ask.BOTH)), ("solicit", "request", "release"))
    (stack,) = stacks6(dialogue.message("solicit", np.array([0])))
    inner = stack[-1]
    assert isinstance(inner, Message6)

    def without(code: int) -> list[RelayMessage6 | Message6]:
        kept = tuple(option for option in inner.options if option.code != code)
        return [*stack[:-1], replace(inner, options=kept)]

    packets = [
        reply(stack, 2),
        reply(without(3), 2),
        reply(without(25), 2),
        reply(stack, 2, StatusCode(2, "no addresses").option()),
        reply(stack, 2, server=b""),
        reply(without(1), 2),
    ]
    found = dialogue.read(*matrix(packets))
    assert found.accepted.tolist() == [True, False, False, False, True, True]
    assert found.complete.tolist() == [True, True, True, True, False, True]
    assert dialogue.same_client(np.zeros(6, np.int64)).tolist() == [True] * 5 + [False]
    leases = Leases.empty(1, 6)
    (released,) = stacks6(dialogue.message("release", np.array([0]), leases))
    found = dialogue.read(*matrix([reply(released, 7, StatusCode(3, "no binding").option())]))
    assert found.accepted.tolist() == [True]  # RFC 9915 §18.2.10.2: whatever the status says


def test_rapid_commit() -> None:
    dialogue = Dialogue6(plan6(Content(rapid_commit=True)), ("solicit",))
    assert dialogue.names == ("solicit_reply",)
    (stack,) = stacks6(dialogue.message("solicit", np.array([0])))
    assert isinstance(stack[-1], Message6)
    assert stack[-1].first(14) == b""
    found = dialogue.read(*matrix([reply(stack, 7, RawOption(14, b"")), reply(stack, 7), reply(stack, 2)]))
    assert found.complete.tolist() == [True, False, True]
    assert found.accepted.tolist() == [True, True, False]
    assert found.bound.tolist() == [True, True, False]
    both = Dialogue6(plan6(Content(rapid_commit=True)), ("solicit", "request"))
    (stack,) = stacks6(both.message("solicit", np.array([0])))
    found = both.read(*matrix([reply(stack, 7, RawOption(14, b"")), reply(stack, 2)]))
    assert found.accepted.tolist() == [True, True]
    assert found.bound.tolist() == [True, False]


@pytest.mark.parametrize("relays", [0, 1, 2, 5, 8])
def test_as_many_relays_as_asked(relays: int) -> None:
    links = ("2001:db8:a::1", "2001:db8:b::1") if relays else ()
    more = ((1, RawOption(18, b"eth0")), (relays, RawOption(37, bytes(5)))) if relays > 1 else ()
    content = Content(relays=relays, links=links, relay_options=more)
    dialogue = Dialogue6(plan6(content, clients=100, relay_port=True), ("solicit", "request", "renew"))
    stacks = stacks6(dialogue.message("solicit", np.arange(40)))
    for stack in stacks:
        outer = stack[:-1]
        assert [relay.hop_count for relay in outer] == list(reversed(range(relays)))
        if relays:
            assert str(outer[-1].link_address) in links
            assert {str(relay.link_address) for relay in outer[:-1]} <= {"2001:db8::2"}
            assert [relay.first(135) for relay in outer] == [b"\0\0", *[None] * (relays - 1)]
        if relays > 1:
            assert outer[-1].first(18) == b"eth0"
            assert outer[0].first(37) == bytes(5)
    leases = answer(dialogue, [reply(stack, 2) for stack in stacks])
    drawn = [[relay.link_address for relay in stack[:-1]] for stack in stacks]
    for kind in ("request", "renew"):
        later = stacks6(dialogue.message(kind, np.arange(40), leases))
        assert [[relay.link_address for relay in stack[:-1]] for stack in later] == drawn
    assert not relays or len({tuple(each) for each in drawn}) == 2
    if relays > 1:
        short = stacks[0][1:]
        mixed = dialogue.read(*matrix([reply(stacks[0], 2), reply(short, 2), b"\x0d", reply(stacks[1], 2) + b"\0"]))
        assert mixed.stage[:2].tolist() == [0, -1]
        assert not mixed.valid[2]


@pytest.mark.parametrize(
    ("content", "clients", "duids"),
    [
        (Content(base_duid=bytes.fromhex("0003000101020304ff06")), 1, {"0003000101020304ff06"}),
        (Content(base_duid=bytes.fromhex("0003000101020304ff06")), 2, {"00030001000c01020304", "00030001000c01020305"}),
        (Content(macs=(bytes(5) + b"\1", bytes(5) + b"\2")), 1, {"00030001000000000001", "00030001000000000002"}),
    ],
)
def test_duids(content: Content, clients: int, duids: set[str]) -> None:
    dialogue = Dialogue6(plan6(content, clients=clients))
    stacks = stacks6(dialogue.message("solicit", np.arange(40)))
    assert {(stack[-1].first(1) or b"").hex() for stack in stacks} == duids
    answer(dialogue, [reply(stack, 2) for stack in stacks])
    found = dialogue.clients(np.arange(40))
    if clients > 1:
        assert not dialogue.same_client((found + 1) % 2).any()


def test_options_of_the_user_and_of_each_client() -> None:
    patterns = tuple(parse_pattern(text, 6) for text in ("15=user{i}", "37=hex:000009bf{i:08x}", "6=hex:0017"))
    dialogue = Dialogue6(plan6(Content(options=(RawOption(16, bytes(6)),), patterns=patterns), clients=120))
    batch = dialogue.message("solicit", np.arange(120))
    assert len(set(np.asarray(batch.lengths).tolist())) == 3
    servers = [SERVER_ID6, b"\0\2another", SERVER_ID6 + b"x"]
    stacks = stacks6(batch)
    leases = answer(dialogue, [reply(stack, 2, server=servers[line % 3]) for line, stack in enumerate(stacks)])
    requests = inner6(dialogue.message("request", np.arange(120), leases))
    for line, (stack, request) in enumerate(zip(stacks, requests, strict=True)):
        for message in (stack[-1], request):
            user = b"user%d" % line
            assert message.first(15) == len(user).to_bytes(2) + user
            assert message.first(37) == bytes.fromhex("000009bf") + line.to_bytes(4)
            assert message.first(6) == b"\0\x17"
            assert message.first(16) == bytes(6)
        assert request.first(2) == servers[line % 3]
        assert request.first(1) == stack[-1].first(1)
    assert dialogue.servers(np.arange(7)) == {servers[0]: 3, servers[1]: 2, servers[2]: 2}


def test_all_requests_name_the_first_server() -> None:
    dialogue = Dialogue6(plan6(Content(first_server=True), clients=9), ("solicit", "request", "renew", "release"))
    stacks = stacks6(dialogue.message("solicit", np.arange(4)))
    leases = answer(
        dialogue, [reply(stack, 2, server=[SERVER_ID6, b"other"][line > 1]) for line, stack in enumerate(stacks)]
    )
    for kind, named in (("request", {SERVER_ID6}), ("release", {SERVER_ID6}), ("renew", {SERVER_ID6, b"other"})):
        assert {message.first(2) for message in inner6(dialogue.message(kind, np.arange(4), leases))} == named


def test_elapsed_time_in_hundredths() -> None:
    dialogue = Dialogue6(plan6(Content(ramp=Ramp(2, 2))))
    found = inner6(dialogue.message("solicit", np.arange(6), since_ns=np.arange(6) * SECOND))
    assert [int.from_bytes(message.first(8) or b"") for message in found] == [0, 0, 100, 200, 0, 0]
    found = inner6(dialogue.message("solicit", np.arange(2), elapsed_ns=4_560_000_000, again=True))
    assert [int.from_bytes(message.first(8) or b"") for message in found] == [456, 456]


def template(kind: int) -> bytes:
    options = [RawOption(1, bytes.fromhex("0001000111223344aabbccddeeff"))]
    if kind == 3:
        options.append(RawOption(2, bytes(14)))
    inside = (IaAddr().option(),) if kind == 3 else ()
    options += [IaNa(1, options=inside).option(), RawOption(8, bytes(2)), RawOption(15, b"\0\1a")]
    return Message6(kind, 0x99, tuple(options)).encode()


@pytest.mark.parametrize(("clients", "octets"), [(5, 1), (300, 2)])
def test_templates_are_written_to_at_their_offsets(clients: int, octets: int) -> None:
    dialogue = Dialogue6(plan6(Content(templates=(template(1), template(3))), clients=clients))
    stacks = stacks6(dialogue.message("solicit", np.arange(310)))
    duids = [stack[-1].first(1) or b"" for stack in stacks]
    assert len(set(duids)) == clients
    assert {duid[:-octets].hex() for duid in duids} == {"0001000111223344aabbccddeeff"[: -2 * octets]}
    server = b"\0\2" + bytes(range(12))
    leases = answer(dialogue, [reply(stack, 2, server=server) for stack in stacks])
    for line, request in enumerate(inner6(dialogue.message("request", np.arange(310), leases, elapsed_ns=SECOND))):
        assert request.first(1) == duids[line]
        assert request.first(2) == server
        address = ADDRESS + int.from_bytes(duids[line][-4:])
        assert request.first(3) == IaNa(1, 1500, 2400, (IaAddr(address, 3000, 3600).option(),)).encode()
        assert (request.first(8), request.first(15)) == (b"\0\x64", b"\0\1a")


def test_one_template_is_followed_by_our_own_request() -> None:
    at = Offsets((1, 1), (18, 18), 84, 22, 40)
    dialogue = Dialogue6(plan6(Content(templates=(template(1),), offsets=at), clients=5))
    stacks = stacks6(dialogue.message("solicit", np.arange(5)))
    duids = [stack[-1].first(1) or b"" for stack in stacks]
    assert duids[1].hex() == "0001000111223344aabb05ddeeff"
    leases = answer(dialogue, [reply(stack, 2) for stack in stacks])
    assert [message.first(1) for message in inner6(dialogue.message("request", np.arange(5), leases))] == duids


def test_a_template_without_room_for_the_server() -> None:
    dialogue = Dialogue6(plan6(Content(templates=(template(1), template(3)))))
    stacks = stacks6(dialogue.message("solicit", np.arange(1)))
    leases = answer(dialogue, [reply(stacks[0], 2, server=bytes(120))])
    with pytest.raises(ContentError, match="option 2 of 124 octets does not fit at 22"):
        dialogue.message("request", np.arange(1), leases)


def test_prefixes_cannot_be_confirmed_or_declined() -> None:
    with pytest.raises(PlanError, match="prefixes only"):
        Dialogue6(plan6(Content(asks=Ask.PREFIX)), ("solicit", "confirm"))
