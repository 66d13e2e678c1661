"""Floods: whatever one client does, the others are served and memory stays bounded."""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import IPv4Address

from dhcpserver.engine4 import Engine4
from dhcpserver.engine6 import Engine6
from dhcpserver.leases import MOST_DECLINED
from dhcpserver.transport import Clock, Loop
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import decode6
from support.dialogue import (
    LINK,
    LINK6,
    SECOND,
    SERVER_DUID,
    UNICAST,
    answer6,
    config4,
    config6,
    discover,
    engine6,
    ia_na,
    kind4,
    lease4,
    message4,
    message6,
    na,
    opt4,
    select4,
)

WIDE = {"pools": [{"pool": "192.0.2.10 - 192.0.2.209"}]}
HUGE = {"subnet": "10.0.0.0/8", "pools": [{"pool": "10.0.0.1 - 10.0.99.254"}]}


def hostile(whole: bytes, count: int, seed: int = 1) -> Iterator[bytes]:
    """Octets that look like DHCP, and are wrong in every way."""
    chance = random.Random(seed)
    for _ in range(count):
        data = bytearray(whole[: chance.randrange(len(whole) + 1)])
        for _ in range(chance.randrange(8) if data else 0):
            data[chance.randrange(len(data))] = chance.randrange(256)
        yield bytes(data)


def test_a_flood_of_malformed_dhcpv4_packets_over_a_socket() -> None:
    engine, clock = Engine4(config4(HUGE), fallback=True), Clock()
    good = discover(1, opt4(82, b"\x13\0"), giaddr=IPv4Address("127.0.0.1"))
    with Loop() as loop, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        port = loop.listen4(engine, "127.0.0.1", 0)
        client.bind(("127.0.0.1", 0))
        client.setblocking(False)
        for turn in range(1, 51):
            for data in hostile(good.encode(), 100, turn):
                client.sendto(data, ("127.0.0.1", port))
            loop.run(lambda heard=turn * 100: engine.counters["pkt4-received"] >= heard, clock, lambda _: None)  # type: ignore[misc] # a lambda's default has no type
            with suppress(BlockingIOError):  # what was whole by chance is answered
                while client.recv(2000):
                    pass
        client.settimeout(5)
        client.sendto(good.encode(), ("127.0.0.1", port))
        loop.run(lambda: engine.counters["pkt4-received"] > 5000, clock, lambda _: None)
        reply = Message4.decode(client.recv(2000))
    assert reply.message_type == 2
    assert engine.counters["pkt4-parse-failed"] > 1000
    assert len(engine.book) <= engine.counters["pkt4-offer-sent"]


def test_a_flood_of_malformed_dhcpv6_packets() -> None:
    engine = Engine6(config6(), SERVER_DUID)
    for data in hostile(message6(1, na()).encode(), 5000):
        if len(data) >= 4 and (data[0] not in {12, 13} or len(data) >= 34):
            engine.handle(decode6(data), LINK6, 0)
    other = bytes.fromhex("00030001020000000099")
    reply = engine.handle(message6(1, na(), duid=other), LINK6, 61 * SECOND)
    assert reply[0].message.msg_type == 2
    assert engine.counters["pkt6-receive-drop"] > 1000


def test_ten_thousand_pending_offers_expire_and_cost_nothing_after() -> None:
    engine = Engine4(config4(HUGE))
    for client in range(10_000):
        assert engine.handle(discover(client), LINK, client)
    assert engine.book.offers == 10_000
    lease4(engine, 20_001, 10_000)  # somebody else gets a lease meanwhile
    later = 10_000
    for _ in range(250):  # each request looks at a few; nobody waits for all
        later += SECOND
        engine.handle(discover(20_001), LINK, later)
    assert engine.book.offers == 0
    assert len(engine.book) <= 10_001


def test_a_flood_of_new_clients_is_bounded_in_memory() -> None:
    engine = Engine4(config4({"subnet": "10.0.0.0/20", "pools": [{"pool": "10.0.0.1 - 10.0.15.254"}]}))
    engine.book.max_offers, engine.book.max_ended = 1000, 1000
    tracemalloc.start()
    for client in range(6000):
        engine.handle(discover(client), LINK, client)
    before = tracemalloc.get_traced_memory()[0]
    for client in range(6000, 12_000):
        assert engine.handle(discover(client), LINK, client)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert engine.book.offers == 1000
    assert len(engine.book) <= 2000
    assert grown < 1_000_000  # octets; 6,000 more leases would be three times as much


def test_an_exhausted_pool_renews_its_clients_and_serves_again_when_one_leaves() -> None:
    engine = Engine4(config4())  # four addresses
    acks = [lease4(engine, client) for client in range(1, 5)]
    for client in range(100, 1100):
        assert engine.handle(discover(client), LINK, SECOND) == ()
    assert engine.counters["v4-allocation-fail"] == 1000
    renew = message4(3, 1, ciaddr=acks[0].message.yiaddr)
    assert [kind4(reply) for reply in engine.handle(renew, UNICAST, 2 * SECOND)] == [5]
    engine.handle(message4(7, 2, opt4(54, "192.0.2.1"), ciaddr=acks[1].message.yiaddr), LINK, 3 * SECOND)
    assert lease4(engine, 100, 3 * SECOND).message.yiaddr == acks[1].message.yiaddr
    assert len(engine.book) == 4


def decline(engine: Engine4, client: int, now: int) -> None:
    address = lease4(engine, client, now).message.yiaddr
    engine.handle(message4(4, client, opt4(50, address.packed), opt4(54, "192.0.2.1")), LINK, now)


def test_a_client_that_declines_everything_leaves_the_pool_to_others() -> None:
    engine = Engine4(config4(WIDE))
    for turn in range(1000):
        decline(engine, 1, turn)
    assert engine.book.declined == MOST_DECLINED
    for client in range(2, 150):
        assert kind4(lease4(engine, client, 1000)) == 5


def test_a_client_that_declines_everything_in_dhcpv6() -> None:
    engine = engine6()  # four addresses
    for _ in range(50):
        address = ia_na(answer6(engine, message6(3, na(), server=SERVER_DUID))).addresses()[0].address
        answer6(engine, message6(9, na(1, str(address)), server=SERVER_DUID))
    assert engine.bindings.addresses.book.declined == 1  # a quarter of the pool
    other = bytes.fromhex("00030001020000000099")
    assert ia_na(answer6(engine, message6(3, na(), server=SERVER_DUID, duid=other))).addresses()


def test_an_offer_is_not_taken_from_who_accepts_it_in_time() -> None:
    engine = Engine4(config4(HUGE))
    (offer,) = engine.handle(discover(1), LINK, 0)
    for client in range(2, 3000):
        engine.handle(discover(client), LINK, SECOND)
    (ack,) = engine.handle(select4(offer.message), LINK, 59 * SECOND)
    assert (kind4(ack), ack.message.yiaddr) == (5, offer.message.yiaddr)


def test_the_log_of_a_flood_is_short() -> None:
    path = {"PYTHONPATH": ":".join(entry for entry in sys.path if entry), "PATH": "/usr/bin:/bin"}
    flags = ["--listen", "127.0.0.1:0", "--pool", "127.1.0.1-127.1.0.250", "--fault", "drop type=discover"]
    with subprocess.Popen(
        [sys.executable, "-m", "dhcptools.cli.main", "serve", *flags],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=path,
    ) as server:  # fmt: skip  # one process
        assert server.stderr is not None
        port = server.stderr.readline().split()[-1]
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            for number in range(3000):
                client.sendto(discover(number).encode() if number % 2 else b"nonsense", ("127.0.0.1", int(port)))
        server.terminate()
        _, errors = server.communicate(timeout=20)
    lines = errors.splitlines()
    assert 40 <= len(lines) < 300
    assert any(line.startswith("ignored a packet from 127.0.0.1: ") for line in lines)
