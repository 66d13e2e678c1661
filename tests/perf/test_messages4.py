from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import numpy as np
import pytest

from dhcptools.packet.raw import RawOption, walk4
from dhcptools.packet.v4 import Message4
from dhcptools.perf.content import Content, Offsets, Ramp
from dhcptools.perf.dialogue import MOST_ROWS, Batch
from dhcptools.perf.expand import parse_pattern
from dhcptools.perf.leases import Leases
from dhcptools.perf.messages4 import Dialogue4
from support.perf_messages import matrix, messages4, octets, plan4
from support.scripted import answer4

KINDS = ("discover", "request", "reboot", "renew", "rebind", "release", "decline", "inform")
SECOND = 1_000_000_000


def held(numbers: list[int], **changes: object) -> Leases:
    leases = Leases.empty(len(numbers), 4)
    leases.client[:] = numbers
    leases.address[:] = [0x0A000000 + number for number in numbers]
    leases.server[:] = 0xC0000263
    for name, value in changes.items():
        getattr(leases, name)[:] = value
    return leases


def answer(dialogue: Dialogue4, replies: list[Message4]) -> tuple[np.ndarray, Leases]:
    """Read replies; the exchanges they belong to, and what they give."""
    found = dialogue.read(*matrix([reply.encode() for reply in replies]))
    clients, links = dialogue.clients(found.numbers), dialogue.links(found.numbers)
    assert dialogue.same_client(clients).all()
    assert (found.valid & found.complete & found.accepted).all()
    return found.numbers, dialogue.leases(np.arange(len(replies)), clients, links)


def test_a_batch_of_offers_becomes_a_batch_of_requests() -> None:
    dialogue = Dialogue4(plan4(clients=5000, seed_xid=77))
    numbers = np.arange(2048, 2048 + MOST_ROWS)
    discovers = messages4(dialogue.message("discover", numbers))
    assert [message.xid for message in discovers] == list(range(77 + 2048, 77 + 2048 + MOST_ROWS))
    replies = dialogue.read(*matrix([answer4(message).encode() for message in discovers]))
    assert (replies.numbers == numbers).all()
    for flags in (replies.valid, replies.complete, replies.accepted, replies.stage == 0, ~replies.nak, ~replies.bound):
        assert flags.all()
    assert dialogue.same_client(dialogue.clients(numbers)).all()
    assert not dialogue.same_client(dialogue.clients(numbers + 1)).any()
    chosen = np.array([5, 3, 900])
    clients = dialogue.clients(numbers[chosen])
    leases = dialogue.leases(chosen, clients, dialogue.links(numbers[chosen]))
    for request, line in zip(messages4(dialogue.message("request", numbers[chosen], leases)), chosen, strict=True):
        discover = discovers[line]
        assert (request.message_type, request.xid, request.chaddr) == (3, discover.xid, discover.chaddr)
        assert request.first(50) == answer4(discover).yiaddr.packed
        assert request.first(54) == bytes((192, 0, 2, 99))
    ((server, count),) = dialogue.servers(chosen).items()
    assert (dialogue.server_name(server), count) == ("192.0.2.99", 3)
    whole = dialogue.leases(np.arange(MOST_ROWS), dialogue.clients(numbers), dialogue.links(numbers))
    assert whole.take(chosen).address.tolist() == leases.address.tolist()
    assert set(whole.valid_s.tolist()) == {3600}


def test_every_kind_has_its_fields_and_options() -> None:
    dialogue = Dialogue4(plan4(clients=5, relay_port=False), KINDS)
    address, server = IPv4Address("10.0.0.3").packed, bytes((192, 0, 2, 99))
    rows = {
        # kind: type, ciaddr set, options with their values
        "discover": (1, False, {55: None}),
        "request": (3, False, {50: address, 54: server, 55: None}),
        "reboot": (3, False, {50: address, 55: None}),
        "renew": (3, True, {}),
        "rebind": (3, True, {}),
        "release": (7, True, {54: server}),
        "decline": (4, False, {50: address, 54: server}),
        "inform": (8, True, {55: None}),
    }
    ids = set()
    for kind, (message_type, ciaddr, options) in rows.items():
        leases = None if kind == "discover" else held([3])
        (message,) = messages4(dialogue.message(kind, np.array([3]), leases))
        assert (message.message_type, message.hops, message.giaddr) == (message_type, 1, IPv4Address("192.0.2.2"))
        assert message.ciaddr.packed == (address if ciaddr else bytes(4))
        assert message.chaddr[:6].hex() == "000c01020307"
        assert [option.code for option in message.options] == [53, *options, 61], kind
        assert message.first(61) == b"\1" + message.chaddr[:6]
        for code, value in options.items():
            assert message.first(code) == (value or bytes((1, 28, 2, 3, 15, 6, 12)))
        ids.add(message.xid)
    assert len(ids) == len(rows) - 1  # a REQUEST has the xid of its DISCOVER


def test_an_ack_answers_its_own_flow_only() -> None:
    dialogue = Dialogue4(plan4(clients=50, seed_xid=0xFFFFFFFE), ("discover", "request", "renew", "release", "inform"))
    numbers = np.arange(100, 110)
    for stage, kind in enumerate(dialogue.kinds):
        requests = messages4(dialogue.message(kind, numbers, held(list(range(10))) if stage else None))
        acks = [answer4(replace(message, options=(RawOption(53, b"\3"),))) for message in requests]
        found = dialogue.read(*matrix([ack.encode() for ack in acks]))
        expected = {"discover": 1, "release": -1}.get(kind, stage)
        assert set(found.stage.tolist()) == {expected}
        assert (found.numbers == numbers).all()
        assert found.bound.all() == (kind != "inform")


def test_the_ack_of_an_inform_has_no_address() -> None:
    dialogue = Dialogue4(plan4(), ("discover", "request", "inform"))
    (inform,) = messages4(dialogue.message("inform", np.array([1]), held([0])))
    (request,) = messages4(dialogue.message("request", np.array([1]), held([0])))
    packets = [answer4(message, yiaddr=IPv4Address(0)).encode() for message in (inform, request)]
    assert dialogue.read(*matrix(packets)).accepted.tolist() == [True, False]


def test_times_of_a_lease() -> None:
    dialogue = Dialogue4(plan4())
    (discover,) = messages4(dialogue.message("discover", np.array([0])))
    offer = answer4(discover)
    timed = replace(
        offer, options=(*offer.options, RawOption(58, bytes((0, 0, 1, 0))), RawOption(59, bytes((0, 0, 2, 0))))
    )
    _, leases = answer(dialogue, [offer, timed])
    assert leases.t1_s.tolist() == [0, 256]
    assert leases.t2_s.tolist() == [0, 512]
    assert leases.valid_s.tolist() == leases.preferred_s.tolist() == [3600, 3600]


def test_options_of_the_user_replace_ours_and_join_the_relays() -> None:
    content = Content(
        broadcast=True,
        options=(RawOption(60, b"MSFT"), RawOption(55, b"\x2a"), RawOption(55, b"\x2b")),
        patterns=tuple(
            parse_pattern(text, 4)
            for text in (
                "host-name=pc{i:04}",
                "82.circuit-id=port-{i:02}",
                "82.remote-id=hex:{mac}",
                "61=hex:00{i:08x}",
            )
        ),
    )
    dialogue = Dialogue4(plan4(content, clients=90, relay_port=True), KINDS)
    for kind in KINDS:
        batch = dialogue.message(kind, np.arange(90), None if kind == "discover" else held(list(range(90))))
        assert isinstance(batch.lengths, int)
        for client, message in enumerate(messages4(batch)):
            mac = bytes((0, 12, 1, 2, 3, 4 + client))
            assert message.chaddr[:6] == mac
            assert message.flags == (0 if kind in {"release", "decline"} else 0x8000)
            assert message.first(60) == b"MSFT"
            assert message.first(12) == b"pc%04d" % client
            assert message.first(61) == bytes(1) + client.to_bytes(4)
            assert message.options[-1].code == 82
            inside = walk4(message.options[-1].data, 0, len(message.options[-1].data)).options
            assert [(sub.code, sub.data) for sub in inside] == [(19, b""), (1, b"port-%02d" % client), (2, mac)]
            if kind == "discover":
                assert message.first(55) == bytes((1, 28, 2, 3, 15, 6, 12, 42, 43))


def test_values_of_different_widths_keep_the_order_of_exchanges() -> None:
    dialogue = Dialogue4(plan4(Content(patterns=(parse_pattern("host-name=pc{i}", 4),)), clients=200))
    batch = dialogue.message("discover", np.arange(5, 205))
    found = messages4(batch)
    assert [message.first(12) for message in found] == [b"pc%d" % (number % 200) for number in range(5, 205)]
    assert [message.xid for message in found] == list(range(5, 205))
    assert all(message.ended and not message.tail for message in found)
    assert sorted(set(np.asarray(batch.lengths).tolist())) == [271, 272, 273]


def test_a_giaddr_is_kept_for_the_whole_exchange() -> None:
    links = tuple(f"192.0.2.{last}" for last in range(10, 20))
    dialogue = Dialogue4(plan4(Content(links=links, seed=3), clients=1000), ("discover", "request", "renew"))
    discovers = messages4(dialogue.message("discover", np.arange(300)))
    drawn = [str(message.giaddr) for message in discovers]
    assert set(drawn) == set(links)
    _, leases = answer(dialogue, [answer4(message) for message in discovers])
    assert [str(message.giaddr) for message in messages4(dialogue.message("request", np.arange(300), leases))] == drawn
    assert [str(m.giaddr) for m in messages4(dialogue.message("renew", np.arange(7, 307), leases))] == drawn


@pytest.mark.parametrize("relays", [0, 1, 3])
def test_as_many_relays_as_asked(relays: int) -> None:
    (message,) = messages4(Dialogue4(plan4(Content(relays=relays), relay_port=True)).message("discover", np.array([0])))
    assert message.hops == relays
    assert message.giaddr == IPv4Address("192.0.2.2" if relays else 0)
    assert message.first(82) == (b"\x13\0" if relays else None)


def test_all_requests_name_the_first_server() -> None:
    dialogue = Dialogue4(plan4(Content(first_server=True), clients=9), ("discover", "request", "renew", "release"))
    offers = [answer4(message) for message in messages4(dialogue.message("discover", np.arange(4)))]
    second = bytes((192, 0, 2, 77))
    offers[2:] = [replace(offer, options=(*offer.options[:1], RawOption(54, second))) for offer in offers[2:]]
    _, leases = answer(dialogue, offers)
    assert leases.server.tolist() == [0xC0000263] * 2 + [0xC000024D] * 2
    for kind in ("request", "release"):
        named = {message.first(54) for message in messages4(dialogue.message(kind, np.arange(4), leases))}
        assert named == {bytes((192, 0, 2, 99))}


def test_secs_rise_and_fall_and_count_retries() -> None:
    dialogue = Dialogue4(plan4(Content(ramp=Ramp(2, 2))))
    since = np.arange(6) * SECOND
    found = messages4(dialogue.message("discover", np.arange(6), since_ns=since))
    assert [message.secs for message in found] == [0, 0, 1, 2, 0, 0]
    found = messages4(dialogue.message("request", np.arange(2), held([0, 1]), since_ns=since[2:4]))
    assert [message.secs for message in found] == [0, 0]
    before = dialogue.message("discover", np.arange(6, 8), since_ns=since[:2])
    again = dialogue.message("discover", np.arange(2), since_ns=since[:2], elapsed_ns=4 * SECOND, again=True)
    assert [message.secs for message in messages4(again)] == [4, 4]
    assert [message.xid for message in messages4(before)] == [6, 7]  # its matrix is another one


def test_clients_of_a_list() -> None:
    macs = (bytes((2, 0, 0, 0, 0, 1)), bytes((2, 0, 0, 0, 0, 9)))
    dialogue = Dialogue4(plan4(Content(macs=macs), clients=1))
    found = messages4(dialogue.message("discover", np.arange(64)))
    assert {message.chaddr[:6] for message in found} == set(macs)
    answer(dialogue, [answer4(message) for message in found])


def templates(*, second: bool) -> tuple[bytes, ...]:
    kinds = [(1,), (3, 50, 54)] if second else [(1,)]
    return tuple(
        Message4(
            xid=9, chaddr=b"\xaa" * 8, hops=2, giaddr=IPv4Address("192.0.2.200"),
            options=(RawOption(53, bytes((kind,))), *(RawOption(code, bytes(4)) for code in more), RawOption(60, b"x")),
        ).encode()
        for kind, *more in kinds
    )  # fmt: skip  # a DISCOVER and a REQUEST


def test_templates_are_written_to_at_their_offsets() -> None:
    at = Offsets((4, 4), (33, 33), 8, 249, 243)
    dialogue = Dialogue4(plan4(Content(templates=templates(second=True), offsets=at), clients=5))
    discovers = messages4(dialogue.message("discover", np.arange(7)))
    assert [message.xid for message in discovers] == list(range(7))
    assert {message.chaddr[6:8] for message in discovers} == {b"\xaa\xaa"}
    assert discovers[6].chaddr[:6].hex() == "000c01020305"
    _, leases = answer(dialogue, [answer4(message) for message in discovers])
    requests = messages4(dialogue.message("request", np.arange(7), leases, elapsed_ns=3 * SECOND))
    for request, discover in zip(requests, discovers, strict=True):
        assert (request.xid, request.chaddr, request.secs, request.hops) == (discover.xid, discover.chaddr, 3, 2)
        assert request.first(50) == answer4(discover).yiaddr.packed
        assert request.first(54) == bytes((192, 0, 2, 99))
        assert request.first(60) == b"x"


def test_one_template_is_followed_by_our_own_request() -> None:
    """At perfdhcp's own offset 35 the chaddr is two octets of the template and four of the MAC address."""
    dialogue = Dialogue4(plan4(Content(templates=templates(second=False)), clients=5))
    discovers = messages4(dialogue.message("discover", np.arange(3)))
    assert discovers[2].chaddr[:8].hex() == "aaaa000c01020306"
    _, leases = answer(dialogue, [answer4(message) for message in discovers])
    (request,) = messages4(dialogue.message("request", np.arange(1), leases.take(slice(1))))
    assert request.chaddr.hex() == "aaaa000c0102" + "00" * 10
    assert request.first(61) == b"\1" + request.chaddr[:6]


def test_a_request_is_no_reply() -> None:
    dialogue = Dialogue4(plan4())
    rows = dialogue.message("discover", np.arange(2)).rows
    rows[:, 242] = 2  # an OFFER by option 53, but op says BOOTREQUEST
    assert dialogue.read(rows, np.full(2, rows.shape[1], np.int32)).stage.tolist() == [-1, -1]


def test_lengths_say_what_counts() -> None:
    batch = Batch(np.zeros((2, 4), np.uint8), np.array([4, 3]))
    assert [len(each) for each in octets(batch)] == [4, 3]
