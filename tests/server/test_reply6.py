"""Where DHCPv6 replies go."""

from __future__ import annotations

from ipaddress import IPv6Address

from dhcpserver.reply6 import CLIENT_PORT, SERVER_PORT, Context6, address
from dhcpserver.request6 import Request6
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import Message6, RelayMessage6
from support.dialogue import LINK6, message6, relay6

ANSWER = Message6(2, 0x123456)


def test_a_client_on_the_link_is_answered_where_it_sent_from() -> None:
    reply = address(ANSWER, Request6(message6(1)), LINK6)
    assert (reply.message, reply.destination, reply.port) == (ANSWER, LINK6.source, CLIENT_PORT)


def test_each_relay_gets_its_own_back() -> None:
    near = relay6(message6(1), "2001:db8:1::1", RawOption(18, b"port 7"))
    far = relay6(near, "::", RawOption(43, b"\0\x25"), RawOption(37, b"\0\0\0\x09x"), RawOption(79, b"dropped"), hops=1)
    reply = address(ANSWER, Request6(far), Context6(IPv6Address("2001:db8::7"), 4711))
    assert reply.port == SERVER_PORT
    outer = reply.message
    assert isinstance(outer, RelayMessage6)
    assert [option.code for option in outer.options] == [37, 9]  # RFC 4994: what it listed
    inner = outer.relayed()
    assert isinstance(inner, RelayMessage6)
    assert (inner.first(18), inner.relayed()) == (b"port 7", ANSWER)


def test_a_relay_with_a_source_port_is_answered_there() -> None:
    request = Request6(relay6(message6(1), "2001:db8:1::1", RawOption(135, b"\0\0")))
    assert address(ANSWER, request, Context6(IPv6Address("2001:db8::7"), 4711)).port == 4711  # RFC 8357 §5.4
