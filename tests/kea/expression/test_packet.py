from __future__ import annotations

from ipaddress import IPv6Address

import pytest

from dhcptools.kea.expression.names import Names
from dhcptools.kea.expression.packet import Arrival, Packet
from dhcptools.packet.errors import DecodeError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, RelayMessage6

V4, V6 = Names(4, (2, 2)), Names(6, (2, 2))


def test_instances_of_one_dhcpv4_option_are_one() -> None:
    packet = Packet(V4, Message4(options=(RawOption(60, b"ab"), RawOption(0, b""), RawOption(60, b"c"))))
    assert packet.octets() == {60: b"abc"}
    found = packet.option(60)
    assert found is not None
    assert packet.option(60) is found
    assert packet.option(61) is None
    assert packet.length() == 236 + 5


def test_the_first_dhcpv6_instance_counts() -> None:
    packet = Packet.of6(V6, Message6(1, 5, (RawOption(3, b"a"), RawOption(3, b"b"))))
    assert packet.octets() == {3: b"a"}
    assert packet.length() == 4 + 5 + 5


def test_relays_count_from_the_server() -> None:
    near = IPv6Address("2001:db8::1")
    inner = RelayMessage6(12, 0, options=(RawOption(37, b"in"), RawOption(9, Message6(1, 5).encode())))
    outer = RelayMessage6(12, 1, near, options=(RawOption(37, b"out"), RawOption(9, inner.encode())))
    packet = Packet.of6(V6, outer, Arrival("eth0"))
    assert packet.message == Message6(1, 5)
    relay = packet.relay(0)
    assert relay is not None
    assert relay.link_address == near
    assert packet.relay(-1) is packet.relay(1) is not None
    assert packet.relay(2) is packet.relay(-3) is None
    for nest, octets in ((0, b"out"), (1, b"in"), (-1, b"in")):
        found = packet.relay_option(nest, 37)
        assert found is not None
        assert found.octets == octets
    assert packet.relay_option(4, 37) is None
    assert packet.length() == len(outer.encode())


def test_a_relay_message_without_one_inside_is_no_packet() -> None:
    with pytest.raises(DecodeError):
        Packet.of6(V6, RelayMessage6())


def test_options_that_a_class_may_define_are_octets_at_first() -> None:
    packet = Packet(V4, Message4(options=(RawOption(43, b"\1\1x"), RawOption(60, b"a"))))
    found, other = packet.option(43), packet.option(60)
    assert found is not None
    assert other is not None
    assert found.text() == b"type=043, len=003: 01:01:78"
    assert other.text() == b"a"
    packet.read_deferred()
    found = packet.option(43)
    assert found is not None
    assert found.option(1) is not None
    assert not Packet(V6, Message6(1, 5)).deferred
