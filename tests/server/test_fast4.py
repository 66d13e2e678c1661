"""The DHCPv4 batch path answers what the engine alone answers, and leaves the same leases, whatever comes in."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhcpserver.engine4 import Engine4
from dhcpserver.fast4 import Fast4, book4
from dhcpserver.leases import Book
from dhcpserver.reply4 import Context4
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from support.batches import Packet, Sent, by_batch, leases_of
from support.dialogue import SECOND, SERVER, config4, message4, opt4

RELAY = IPv4Address("192.0.2.254")
RELAY2 = IPv4Address("198.51.100.254")
HERE = Context4(local=SERVER, unicast=True, interface="eth0", index=2)
POOL = {"pools": [{"pool": "192.0.2.10-192.0.2.20"}, {"pool": "192.0.2.40-192.0.2.44"}]}
SECOND_SUBNET = {"id": 2, "subnet": "198.51.100.0/24", "pools": [{"pool": "198.51.100.10-198.51.100.99"}]}


class Pair:
    """Two engines of one configuration: one takes packets one by one, one in batches."""

    def __init__(self, config: Any, *, max_ended: int = 1 << 17, max_offers: int = 1 << 20) -> None:
        self.one, self.many = Engine4(config), Engine4(config)
        self.one.book, self.many.book = Book(max_ended=max_ended, max_offers=max_offers), book4()
        self.many.book.max_ended, self.many.book.max_offers = max_ended, max_offers
        for engine in (self.one, self.many):
            engine.book.keep_changes()
        self.fast = Fast4(self.many, HERE)

    def send(self, packets: list[Packet], now: int = SECOND) -> list[Sent]:
        """Both answer a batch; what they answer, leave and record is equal."""
        self.one.book.expire(now, 64 * len(packets))
        alone = []
        for which, packet in enumerate(packets):
            try:
                message = Message4.decode(packet.octets)
            except DecodeError:
                for name in ("pkt4-received", "pkt4-parse-failed", "pkt4-receive-drop"):
                    self.one.counters[name] += 1
                continue
            context = self.fast.context(packet.source, packet.port)
            alone += [
                Sent(which, reply.encode(), int(reply.destination), reply.port)
                for reply in self.one.handle(message, context, now)
            ]
        together = by_batch(self.fast, packets, now)
        assert together == alone
        assert leases_of(self.many.book) == leases_of(self.one.book)
        assert self.many.statistics() == self.one.statistics()
        first, second = (
            {row.address: (row.state, row.expires_ns) for chunk in engine.book.take_changes() for row in chunk}
            for engine in (self.one, self.many)
        )
        assert first == second
        return together


def packet(
    kind: int, client: int, *options: RawOption, port: int = 67, giaddr: IPv4Address = RELAY, **more: Any
) -> Packet:
    message = message4(kind, client, *options, giaddr=giaddr, **more)
    return Packet(message.encode(), int(giaddr), port)


def known(client: int) -> RawOption:
    return opt4(61, b"\1" + client.to_bytes(6))


def dora(pair: Pair, clients: range, *, now: int = SECOND) -> list[IPv4Address]:
    offers = pair.send([packet(1, client, known(client)) for client in clients], now)
    addresses = [IPv4Address(sent.octets[16:20]) for sent in offers]
    server = opt4(54, str(SERVER))
    acks = pair.send(
        [
            packet(3, client, opt4(50, address.packed), server, known(client))
            for client, address in zip(clients, addresses, strict=True)
        ],
        now,
    )
    assert [sent.octets[242] for sent in acks] == [5] * len(clients)
    return addresses


def test_a_four_way_exchange_renewal_and_release_go_by_batch() -> None:
    pair = Pair(config4({"pools": [{"pool": "192.0.2.10-192.0.2.250"}], "valid-lifetime": 600}))
    clients = range(1, 101)
    addresses = dora(pair, clients)
    assert len(set(addresses)) == 100
    assert pair.fast.taken == 200
    renewals = [packet(3, c, known(c), ciaddr=a) for c, a in zip(clients, addresses, strict=True)]
    assert len(pair.send(renewals, 300 * SECOND)) == 100
    server = opt4(54, str(SERVER))
    releases = [packet(7, c, server, known(c), ciaddr=a) for c, a in zip(clients, addresses, strict=True)]
    assert pair.send(releases, 301 * SECOND) == []
    assert pair.fast.taken == 400
    assert dora(pair, clients, now=302 * SECOND) == addresses  # every client gets back what it had
    assert pair.fast.taken == 600


def test_mixed_kinds_in_one_batch_are_one_run() -> None:
    pair = Pair(config4({"pools": [{"pool": "192.0.2.10-192.0.2.250"}]}))
    addresses = dora(pair, range(1, 21))
    server = opt4(54, str(SERVER))
    mixed = []
    for client, address in zip(range(1, 21), addresses, strict=True):
        if client % 2:
            mixed.append(packet(7, client, server, known(client), ciaddr=address))
        else:
            mixed.append(packet(3, client, known(client), ciaddr=address))
        mixed.append(packet(1, 100 + client, known(100 + client)))
    pair.send(mixed)
    assert pair.fast.taken == 80


def test_offers_fill_the_first_range_and_go_on_to_the_next_until_none_is_left() -> None:
    pair = Pair(config4(POOL))
    replies = pair.send([packet(1, client) for client in range(1, 30)])
    assert len(replies) == 16
    assert pair.fast.taken == 16
    assert pair.many.statistics()["v4-allocation-fail"] == 13


def test_who_has_a_reservation_or_a_class_is_left_to_the_engine() -> None:
    host = {"hw-address": "02:00:00:00:00:07", "ip-address": "192.0.2.10"}
    for config in (
        config4({"reservations": [host]}),
        config4(
            **{
                "client-classes": [
                    {"name": "VENDOR_CLASS_x", "option-data": [{"name": "routers", "data": "192.0.2.1"}]}
                ]
            }
        ),
        config4({"pools": [{"pool": "192.0.2.10-192.0.2.20", "client-class": "KNOWN"}]}),
    ):
        pair = Pair(config)
        pair.send([packet(1, client) for client in range(1, 9)])
        assert pair.fast.taken == 0


def test_the_relay_source_port_of_each_request_is_answered_to() -> None:
    pair = Pair(config4({"pools": [{"pool": "192.0.2.10-192.0.2.250"}]}))
    info = opt4(82, bytes((19, 0)))
    replies = pair.send([packet(1, client, info, port=50_000 + client) for client in range(1, 9)])
    assert [sent.port for sent in replies] == [50_001, 50_002, 50_003, 50_004, 50_005, 50_006, 50_007, 50_008]
    assert pair.fast.taken == 8


def test_a_renewal_without_relay_goes_to_the_client() -> None:
    pair = Pair(config4({"pools": [{"pool": "192.0.2.10-192.0.2.250"}]}))
    addresses = dora(pair, range(1, 9))
    packets = [
        Packet(message4(3, client, known(client), ciaddr=address).encode(), int(address), 68)
        for client, address in zip(range(1, 9), addresses, strict=True)
    ]
    taken = pair.fast.taken
    assert [sent.destination for sent in pair.send(packets)] == [int(address) for address in addresses]
    assert pair.fast.taken == taken + 8


CONFIGS = (
    config4({**POOL, "valid-lifetime": 100}, more=[SECOND_SUBNET], **{"decline-probation-period": 150}),
    config4({**POOL, "match-client-id": False, "valid-lifetime": 30, "authoritative": True}),
    config4({"pools": [{"pool": "192.0.2.10-192.0.2.13"}], "calculate-tee-times": True, "min-valid-lifetime": 20,
             "valid-lifetime": 40, "max-valid-lifetime": 80, "next-server": "192.0.2.9",
             "option-data": [{"name": "routers", "data": "192.0.2.1"}]}),
)  # fmt: skip  # a configuration a line
CLIENT = st.integers(1, 8)
WORDS = ("discover", "wish", "request", "renew", "release", "decline", "reboot", "other", "junk", "wait", "inform")


def packet_of(word: str, client: int, plain: bool, address: IPv4Address) -> Packet | None:
    """A packet of a client, who is behind one of two relays; None for junk."""
    relay = RELAY2 if client % 4 == 3 else RELAY
    own = [] if plain else [known(client)]
    server = opt4(54, str(SERVER))
    wish = opt4(50, address.packed)
    extra = [opt4(55, b"\1\3")] if client % 2 else []
    none = IPv4Address(0)
    kind, options, ciaddr = {
        "discover": (1, [*own, *extra], none),
        "wish": (1, [wish, *own], none),
        "request": (3, [wish, server, *own, *extra], none),
        "renew": (3, own, address),
        "release": (7, [server, *own], address),
        "decline": (4, [wish, server, *own], none),
        "reboot": (3, [wish, *own], none),
        "other": (3, [wish, opt4(54, "192.0.2.77")], none),
        "inform": (8, [], address),
        "junk": (0, [], none),
    }[word]  # the kinds of message
    return packet(kind, client, *options, ciaddr=ciaddr, giaddr=relay) if kind else None


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_batches_are_answered_as_single_packets_are(data: st.DataObject) -> None:
    pair = Pair(data.draw(st.sampled_from(CONFIGS)), max_ended=data.draw(st.sampled_from([3, 1 << 17])),
                max_offers=data.draw(st.sampled_from([4, 1 << 20])))  # fmt: skip  # both bounds met, or never
    now = SECOND
    offered: dict[int, IPv4Address] = {}
    for _ in range(data.draw(st.integers(1, 6))):
        batch: list[Packet] = []
        makers: list[int] = []
        for word, client, plain in data.draw(
            st.lists(st.tuples(st.sampled_from(WORDS), CLIENT, st.booleans()), min_size=1, max_size=24)
        ):
            if word == "wait":
                now += 17 * SECOND
                continue
            made = packet_of(word, client, plain, offered.get(client, IPv4Address("192.0.2.12")))
            if made is None:
                made = Packet(data.draw(st.binary(max_size=300)), int(RELAY), 67)
            batch.append(made)
            makers.append(client)
        if batch:
            for sent in pair.send(batch, now):
                if sent.octets[16:20] != bytes(4):
                    offered[makers[sent.which]] = IPv4Address(sent.octets[16:20])


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_octets_that_were_changed_are_answered_alike(data: st.DataObject) -> None:
    pair = Pair(CONFIGS[0])
    good = [
        packet(
            kind,
            client,
            opt4(50, "192.0.2.12"),
            known(client),
            opt4(82, b"\1\2ab\5\4\xc0\0\2\0"),
            ciaddr=IPv4Address(ciaddr),
        )
        for kind, client, ciaddr in ((1, 1, 0), (3, 1, 0), (3, 2, 0), (1, 2, 0), (3, 2, 0xC000020B), (7, 2, 0xC000020B))
    ]
    batch = []
    for item in data.draw(st.lists(st.sampled_from(good), min_size=1, max_size=8)):
        octets = bytearray(item.octets)
        for at in data.draw(st.lists(st.integers(0, len(octets) - 1), max_size=3)):
            octets[at] = data.draw(st.integers(0, 255))
        batch.append(Packet(bytes(octets), item.source, item.port))
    pair.send(batch)


def test_an_engine_with_a_plain_book_has_no_batch_path() -> None:
    with pytest.raises(TypeError, match="one lease at a time"):
        Fast4(Engine4(config4()), HERE)
