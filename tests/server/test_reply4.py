"""Where DHCPv4 replies go (RFC 2131 §4.1), and how large they may be."""

from __future__ import annotations

from ipaddress import IPv4Address
from typing import Any

import pytest

from dhcpserver.engine4 import Engine4
from dhcpserver.reply4 import ACK, NAK, OFFER, Context4, Reply4, address, build
from dhcpserver.request4 import Request4
from dhcptools.kea.model import Boot
from dhcptools.packet.v4 import Message4
from dhcptools.packet.view4 import view
from support.dialogue import LINK, UNICAST, config4, discover, opt4

ANYBODY = "255.255.255.255"


def reply(kind: int, yiaddr: str = "192.0.2.10", context: Context4 = LINK, **fields: Any) -> Reply4:
    request = Request4(discover(1, opt4(61, b"\0one"), **fields))
    number = int(IPv4Address(yiaddr))
    message = build(request, kind, 1, 0 if kind == NAK else number, {}, Boot(), echo_client_id=True)
    return address(request, message, context, kind)


@pytest.mark.parametrize(
    ("kind", "fields", "destination", "port", "link"),
    [
        (OFFER, {}, "192.0.2.10", 68, True),
        (OFFER, {"flags": 0x8000}, ANYBODY, 68, False),
        (OFFER, {"hlen": 0}, ANYBODY, 68, False),
        (OFFER, {"giaddr": IPv4Address("192.0.2.9")}, "192.0.2.9", 67, False),
        (ACK, {"ciaddr": IPv4Address("192.0.2.10")}, "192.0.2.10", 68, False),
        (NAK, {}, ANYBODY, 68, False),
        (NAK, {"ciaddr": IPv4Address("192.0.2.10")}, ANYBODY, 68, False),
        (NAK, {"giaddr": IPv4Address("192.0.2.9")}, "192.0.2.9", 67, False),
    ],
)
def test_destinations(kind: int, fields: dict[str, Any], destination: str, port: int, link: bool) -> None:
    found = reply(kind, **fields)
    assert (str(found.destination), found.port, bool(found.link_address)) == (destination, port, link)


def test_a_nak_through_a_relay_asks_for_broadcast() -> None:
    assert reply(NAK, giaddr=IPv4Address("192.0.2.9")).message.broadcast
    assert not reply(OFFER, giaddr=IPv4Address("192.0.2.9")).message.broadcast


def test_an_inform_without_ciaddr_is_answered_where_it_came_from() -> None:
    assert reply(ACK, "0.0.0.0", UNICAST).destination == UNICAST.source


def test_large_replies_are_overloaded_to_what_the_client_takes() -> None:
    data = [
        {"code": code, "csv-format": False, "data": "aa" * octets}
        for code, octets in ((224, 120), (225, 120), (226, 120), (227, 50))
    ]
    engine = Engine4(config4({"option-data": data}))
    asked = opt4(55, bytes((224, 225, 226, 227)))
    (small,) = engine.handle(discover(1, asked), LINK, 0)
    octets = small.encode()
    assert len(octets) <= 548
    assert {224, 225, 226, 227} <= {option.code for option in view(Message4.decode(octets)).options}
    (large,) = engine.handle(discover(1, asked, opt4(57, (1500).to_bytes(2))), LINK, 0)
    assert Message4.decode(large.encode()).first(52) is None


def test_what_cannot_fit_is_sent_whole() -> None:
    data = [{"code": code, "csv-format": False, "data": "aa" * 250} for code in range(224, 230)]
    engine = Engine4(config4({"option-data": data}))
    (found,) = engine.handle(discover(1, opt4(55, bytes(range(224, 230)))), LINK, 0)
    assert len(found.encode()) > 1500
