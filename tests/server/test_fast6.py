"""The DHCPv6 batch path answers what the engine alone answers, and leaves the same leases, whatever comes in."""

from __future__ import annotations

from ipaddress import IPv6Address
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dhcpserver.engine6 import Engine6
from dhcpserver.fast6 import Fast6, use_batches
from dhcpserver.reply6 import Context6
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.ia6 import IaAddr, IaNa
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import Message6, RelayMessage6, decode6
from support.batches import Packet, Sent, by_batch, leases_of
from support.dialogue import SECOND, SERVER_DUID, config6, pd

LINK = IPv6Address("2001:db8:1::fe")
RELAY = int(IPv6Address("2001:db8:ffff::1"))
HERE = Context6(unicast=True, interface="eth0", index=2, invited=True)
SOLICIT, REQUEST, CONFIRM, RENEW, REBIND, RELEASE, DECLINE, INFORM = 1, 3, 4, 5, 6, 8, 9, 11
MANY = {"pools": [{"pool": "2001:db8:1::100-2001:db8:1::1ff"}]}


class Pair:
    """Two engines of one configuration: one takes packets one by one, one in batches."""

    def __init__(self, config: Any, *, max_ended: int = 1 << 17) -> None:
        self.one, self.many = Engine6(config, SERVER_DUID), Engine6(config, SERVER_DUID)
        use_batches(self.many)
        self.books = [engine.bindings.addresses.book for engine in (self.one, self.many)]
        for book in self.books:
            book.max_ended = max_ended
            book.keep_changes()
        self.fast = Fast6(self.many, HERE)

    def send(self, packets: list[Packet], now: int = SECOND) -> list[Sent]:
        """Both answer a batch; what they answer, leave and record is equal."""
        self.one.bindings.addresses.book.expire(now, 64 * len(packets))
        alone = []
        for which, packet in enumerate(packets):
            try:
                message = decode6(packet.octets)
            except DecodeError:
                for name in ("pkt6-received", "pkt6-parse-failed", "pkt6-receive-drop"):
                    self.one.counters[name] += 1
                continue
            alone += [
                Sent(which, reply.encode(), int(reply.destination), reply.port)
                for reply in self.one.handle(message, self.fast.context(packet.source, packet.port), now)
            ]
        together = by_batch(self.fast, packets, now, 16)
        assert together == alone
        assert leases_of(self.books[1]) == leases_of(self.books[0])
        assert self.many.statistics() == self.one.statistics()
        first, second = (
            {row.address: (row.state, row.expires_ns) for chunk in book.take_changes() for row in chunk}
            for book in self.books
        )
        assert first == second
        return together


def packet(
    kind: int, client: int, *options: RawOption, address: int | None = None, iaid: int = 1, relay: bool = True,
    server: bool | None = None, port: int = 547,
) -> Packet:  # fmt: skip  # what differs
    duid = b"\0\3\0\1\2\0" + client.to_bytes(4)
    inside = () if address is None else (IaAddr(IPv6Address(address), 0, 0).option(),)
    named = kind in {REQUEST, RENEW, RELEASE, DECLINE} if server is None else server
    own = [RawOption(1, duid), RawOption(8, client.to_bytes(2))]
    if named:
        own.append(RawOption(2, SERVER_DUID))
    message = Message6(kind, client * 7 + kind, (*own, *options, IaNa(iaid, options=inside).option()))
    if not relay:
        return Packet(message.encode(), RELAY, 546)
    peer = IPv6Address((0xFE80 << 112) + client)
    around = RelayMessage6(12, 0, LINK, peer, (RawOption(18, b"eth7"), RawOption(9, message.encode())))
    return Packet(around.encode(), RELAY + client % 2, port)


def given_to(sent: Sent) -> int:
    inner = decode6(sent.octets)
    assert isinstance(inner, RelayMessage6)
    message = inner.relayed()
    assert isinstance(message, Message6)
    addresses = IaNa.decode(message.all(3)[0].data).addresses() if message.all(3) else ()
    return int(addresses[0].address) if addresses else 0


def test_the_four_messages_and_renewals_go_by_batch() -> None:
    pair = Pair(config6(MANY))
    clients = range(1, 101)
    addresses = [given_to(sent) for sent in pair.send([packet(SOLICIT, client) for client in clients])]
    assert len(set(addresses)) == 100
    pairs = list(zip(clients, addresses, strict=True))
    replies = pair.send([packet(REQUEST, client, address=address) for client, address in pairs])
    assert [given_to(sent) for sent in replies] == addresses
    for kind in (RENEW, REBIND):
        replies = pair.send([packet(kind, client, address=address) for client, address in pairs], 9 * SECOND)
        assert [given_to(sent) for sent in replies] == addresses
    assert pair.fast.taken == 400


def test_rapid_commit_goes_by_batch() -> None:
    pair = Pair(config6({**MANY, "rapid-commit": True}))
    pair.send([packet(SOLICIT, client, RawOption(14, b"")) for client in range(1, 21)])
    pair.send([packet(SOLICIT, client, RawOption(14, b"")) for client in range(1, 21)], 2 * SECOND)
    assert pair.fast.taken == 40
    assert pair.many.statistics()["cumulative-assigned-nas"] == 40


def test_clients_with_several_identity_associations_have_a_lease_each() -> None:
    pair = Pair(config6(MANY))
    packets = [packet(SOLICIT, client, iaid=iaid) for client in (1, 2, 3) for iaid in (1, 2, 9)]
    assert len({given_to(sent) for sent in pair.send(packets)}) == 9
    assert pair.fast.taken == 9


def test_what_is_of_no_common_shape_is_left_to_the_engine() -> None:
    pair = Pair(config6(MANY))
    pair.send(
        [packet(SOLICIT, 1, relay=False), packet(SOLICIT, 2, pd()), packet(INFORM, 3), packet(CONFIRM, 4, address=5)]
    )
    assert pair.fast.taken == 0


CONFIGS = (
    config6({"valid-lifetime": 40, "preferred-lifetime": 30}, **{"decline-probation-period": 150}),
    config6({"pools": [{"pool": "2001:db8:1::10-2001:db8:1::13"}, {"pool": "2001:db8:1::20/126"}], "rapid-commit": True,
             "calculate-tee-times": True}),
    config6({"valid-lifetime": 4294967295, "preferred-lifetime": 4294967295,
             "option-data": [{"name": "dns-servers", "data": "2001:db8::53", "always-send": True}]}),
)  # fmt: skip  # a configuration a line
WORDS = (
    "solicit",
    "rapid",
    "hint",
    "request",
    "renew",
    "rebind",
    "release",
    "decline",
    "confirm",
    "wait",
    "junk",
    "pd",
)


def packet_of(word: str, client: int, iaid: int, address: int) -> Packet | None:
    return {
        "solicit": lambda: packet(SOLICIT, client, iaid=iaid),
        "rapid": lambda: packet(SOLICIT, client, RawOption(14, b""), iaid=iaid),
        "hint": lambda: packet(SOLICIT, client, iaid=iaid, address=address),
        "request": lambda: packet(REQUEST, client, iaid=iaid, address=address),
        "renew": lambda: packet(RENEW, client, iaid=iaid, address=address),
        "rebind": lambda: packet(REBIND, client, iaid=iaid, address=address),
        "release": lambda: packet(RELEASE, client, iaid=iaid, address=address),
        "decline": lambda: packet(DECLINE, client, iaid=iaid, address=address),
        "confirm": lambda: packet(CONFIRM, client, iaid=iaid, address=address),
        "pd": lambda: packet(SOLICIT, client, pd(), iaid=iaid),
        "junk": lambda: None,
    }[word]()


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_batches_are_answered_as_single_packets_are(data: st.DataObject) -> None:
    pair = Pair(data.draw(st.sampled_from(CONFIGS)), max_ended=data.draw(st.sampled_from([3, 1 << 17])))
    now = SECOND
    offered: dict[tuple[int, int], int] = {}
    for _ in range(data.draw(st.integers(1, 5))):
        batch: list[Packet] = []
        makers: list[tuple[int, int]] = []
        words = st.tuples(st.sampled_from(WORDS), st.integers(1, 6), st.integers(1, 2))
        for word, client, iaid in data.draw(st.lists(words, min_size=1, max_size=20)):
            if word == "wait":
                now += 17 * SECOND
                continue
            made = packet_of(word, client, iaid, offered.get((client, iaid), int(LINK) - 0xFE + 0x12))
            batch.append(made or Packet(data.draw(st.binary(max_size=90)), RELAY, 547))
            makers.append((client, iaid))
        for sent in pair.send(batch, now) if batch else ():
            if sent.octets[0] == 13 and (address := given_to(sent)):
                offered[makers[sent.which]] = address


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_octets_that_were_changed_are_answered_alike(data: st.DataObject) -> None:
    pair = Pair(CONFIGS[0])
    address = int(LINK) - 0xFE + 0x10
    good = [packet(kind, client, address=None if kind == SOLICIT else address)
            for kind, client in ((SOLICIT, 1), (SOLICIT, 2), (REQUEST, 1), (RENEW, 2), (REQUEST, 2))]  # fmt: skip
    batch = []
    for item in data.draw(st.lists(st.sampled_from(good), min_size=1, max_size=8)):
        octets = bytearray(item.octets)
        for at in data.draw(st.lists(st.integers(0, len(octets) - 1), max_size=3)):
            octets[at] = data.draw(st.integers(0, 255))
        batch.append(Packet(bytes(octets), item.source, item.port))
    pair.send(batch)


def test_an_engine_with_a_plain_book_has_no_batch_path() -> None:
    with pytest.raises(TypeError, match="one lease at a time"):
        Fast6(Engine6(config6(), SERVER_DUID), HERE)
