"""DHCPLEASEQUERY by address, hardware address and client identifier (RFC 4388)."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

from dhcpserver.engine4 import Engine4
from dhcpserver.leasequery4 import ACTIVE, UNASSIGNED, UNKNOWN
from dhcpserver.reply4 import Context4, Reply4
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from support.dialogue import SECOND, SERVER, config4, kind4, lease4, message4, opt4

RELAY = IPv4Address("192.0.2.9")
VIA = Context4(source=RELAY, source_port=67, local=SERVER, unicast=True)
OTHER = {"id": 2, "subnet": "198.51.100.0/24", "pools": [{"pool": "198.51.100.10-198.51.100.20"}]}


def asked(engine: Engine4, client: int, *options: RawOption, now: int = 0, **fields: Any) -> Reply4:
    (reply,) = engine.handle(message4(10, client, *options, giaddr=RELAY, **fields), VIA, now)
    return reply


def leased() -> tuple[Engine4, IPv4Address]:
    engine = Engine4(config4({"valid-lifetime": 1000, "calculate-tee-times": True}, more=[OTHER]))
    return engine, lease4(engine, 1, 0, opt4(61, b"\1abc")).message.yiaddr


def test_by_address() -> None:
    engine, address = leased()
    reply = asked(engine, 9, ciaddr=address, now=100 * SECOND)
    message = reply.message
    assert (kind4(reply), str(reply.destination), reply.port) == (ACTIVE, "192.0.2.9", 67)
    assert (message.ciaddr, int(message.yiaddr), message.giaddr) == (address, 0, RELAY)
    assert message.hardware_address == bytes.fromhex("020000000001")
    assert message.first(61) == b"\1abc"
    times = [int.from_bytes(message.first(code) or b"") for code in (51, 58, 59, 91)]
    assert times == [900, 400, 775, 100]
    assert message.first(54) == SERVER.packed


def test_addresses_without_lease_and_of_others() -> None:
    engine, _ = leased()
    free = asked(engine, 9, ciaddr=IPv4Address("192.0.2.12"))
    assert (kind4(free), free.message.ciaddr) == (UNASSIGNED, IPv4Address("192.0.2.12"))
    assert kind4(asked(engine, 9, ciaddr=IPv4Address("203.0.113.1"))) == UNKNOWN
    counters = engine.statistics()
    assert counters["pkt4-lease-query-received"] == 2
    assert counters["pkt4-lease-query-response-unassigned-sent"] == 1


def test_by_client_identifier_and_by_hardware_address() -> None:
    engine, address = leased()
    assert asked(engine, 9, opt4(61, b"\1abc")).message.ciaddr == address
    assert asked(engine, 1).message.ciaddr == address
    assert kind4(asked(engine, 2)) == UNKNOWN
    assert kind4(asked(engine, 9, opt4(61, b"\1xyz"))) == UNKNOWN
    assert kind4(asked(engine, 1, now=1001 * SECOND)) == UNKNOWN


def test_only_what_is_listed_is_told() -> None:
    engine, address = leased()
    message = asked(engine, 9, RawOption(55, bytes((51,))), ciaddr=address).message
    assert [option.code for option in message.options] == [53, 51, 54]


def test_a_client_with_two_leases_has_the_other_named_too() -> None:
    engine, first = leased()
    second = Context4(source=RELAY, local=SERVER, interface="eth0")
    (offer,) = engine.handle(message4(1, 1, giaddr=IPv4Address("198.51.100.1")), second, 5 * SECOND)
    request = message4(
        3, 1, opt4(50, str(offer.message.yiaddr)), opt4(54, str(SERVER)), giaddr=IPv4Address("198.51.100.1")
    )
    (ack,) = engine.handle(request, second, 5 * SECOND)
    message: Message4 = asked(engine, 1, now=6 * SECOND).message
    assert message.ciaddr == ack.message.yiaddr  # the latest transaction
    assert message.first(92) == ack.message.yiaddr.packed + first.packed


def test_clients_may_not_ask() -> None:
    engine, address = leased()
    assert engine.handle(message4(10, 1, ciaddr=address), VIA, 0) == ()
