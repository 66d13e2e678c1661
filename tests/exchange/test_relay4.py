from __future__ import annotations

from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from dhcptools.exchange import messages4
from dhcptools.exchange.messages4 import Client4
from dhcptools.exchange.relay4 import Relay4, backward, forward, reject
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.raw import RawOption
from support.playbook import answer4

DISCOVER = messages4.discover(Client4(bytes.fromhex("020000000001"), 7))
RELAY = Relay4(IPv4Address("192.0.2.254"), source_port=True, circuit_id=b"eth0/1", remote_id=b"r")


def test_forward_sets_hops_giaddr_and_a_last_option_82() -> None:
    message = forward(DISCOVER, RELAY)
    assert (message.hops, str(message.giaddr)) == (1, "192.0.2.254")
    assert message.options[-1] == RawOption(82, b"\x01\x06eth0/1\x02\x01r\x13\x00")


def test_rfc8357_relay_source_port_is_sub_option_19_without_content() -> None:
    assert Relay4(RELAY.giaddr, source_port=True).information() == b"\x13\x00"


def test_rfc3527_link_selection_and_other_sub_options() -> None:
    relay = Relay4(RELAY.giaddr, link_selection=IPv4Address("198.51.100.0"), sub_options=(RawOption(151, b"v"),))
    assert relay.information() == b"\x05\x04\xc6\x33\x64\x00\x97\x01v"


def test_a_relay_with_nothing_to_say_adds_no_option() -> None:
    assert forward(DISCOVER, Relay4(RELAY.giaddr)).first(82) is None


def test_a_second_relay_keeps_what_the_first_wrote() -> None:
    twice = forward(forward(DISCOVER, RELAY), Relay4(IPv4Address("203.0.113.1"), circuit_id=b"x"))
    assert (twice.hops, str(twice.giaddr)) == (2, "192.0.2.254")
    assert len([option for option in twice.options if option.code == 82]) == 1


def test_rfc1542_more_than_16_hops_are_discarded() -> None:
    assert forward(replace(DISCOVER, hops=16), RELAY).hops == 17
    with pytest.raises(EncodeError, match="hops 17"):
        forward(replace(DISCOVER, hops=17), RELAY)


def test_replies_for_this_relay() -> None:
    request = forward(DISCOVER, RELAY)
    offer = answer4(request, 2)
    assert reject(offer, request) is None
    assert reject(backward(offer), request) is None
    assert backward(offer).first(82) is None
    assert reject(replace(offer, giaddr=IPv4Address(0)), request) == "giaddr 0.0.0.0 is not 192.0.2.254"
    changed = backward(offer).with_options(*backward(offer).options, RawOption(82, b"\x01\x00"))
    assert (reject(changed, request) or "").startswith("option 82 came back as 0100")
