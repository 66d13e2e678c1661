from __future__ import annotations

from typing import Any

import pytest

from dhcptools.packet.raw import RawOption
from dhcptools.perf.content import DEFAULT_OFFSETS, Ask, Content, ContentError, Offsets, Ramp
from dhcptools.perf.expand import parse_pattern
from dhcptools.perf.plan import PlanError
from support.perf_messages import plan4, plan6

PACKET = bytes(300)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"base_duid": b"12345"}, "5 octets, not 6 to 130"),
        ({"base_duid": bytes(131)}, "131 octets"),
        ({"base_duid": bytes(10), "macs": (bytes(6),)}, "both say who"),
        ({"macs": (b"1234567",)}, "has 7 octets"),
        ({"relays": 9}, "relays 9 is not in 0..8"),
        ({"relays": 0, "links": ("192.0.2.1",)}, "links are given by a relay"),
        ({"ramp": Ramp(1, 0)}, "lasts a second"),
        ({"options": (RawOption(60, b"a"), RawOption(60, b"b"))}, "option 60 is given twice"),
        ({"templates": (PACKET, PACKET, PACKET)}, "3 templates"),
        ({"templates": (PACKET, PACKET), "options": (RawOption(60, b"a"),)}, "not written into templates"),
        ({"templates": (PACKET,), "asks": Ask.PREFIX}, "address-only"),
    ],
)
def test_what_no_family_can_send(values: dict[str, Any], reason: str) -> None:
    with pytest.raises(ContentError, match=reason):
        Content(**values)


@pytest.mark.parametrize(
    ("family", "values", "reason"),
    [
        (4, {"base_duid": bytes(10)}, "base_duid is of DHCPv6"),
        (4, {"rapid_commit": True}, "rapid_commit is of DHCPv6"),
        (4, {"asks": Ask.BOTH}, "asks is of DHCPv6"),
        (4, {"relay_options": ((1, RawOption(18, b"a")),)}, "relay_options is of DHCPv6"),
        (6, {"broadcast": True}, "broadcast is a flag of DHCPv4"),
        (4, {"links": ("2001:db8::1",)}, "not an IPv4 address"),
        (6, {"links": ("192.0.2.1",)}, "not an IPv6 address"),
        (4, {"options": (RawOption(53, b"\1"),)}, "option 53 is written by each message"),
        (6, {"patterns": (parse_pattern("serverid=hex:0001", 6),)}, "option 2 is written by each message"),
        (4, {"options": (RawOption(255, b"\1"),)}, "option code 255"),
        (6, {"relay_options": ((2, RawOption(18, b"a")),)}, "for relay 2, of which there are 1"),
        (6, {"relay_options": ((1, RawOption(9, b"a")),)}, "option 9"),
        (4, {"templates": (bytes(20),)}, "template 1 has 20 octets, client needs 30..35"),
        (4, {"templates": (PACKET, bytes(243))}, "template 2 has 243 octets, ia needs 240..245"),
        (6, {"templates": (PACKET,), "offsets": Offsets((1, 1), (1, 1), 1, 1, 1)}, "client needs -1..1"),
    ],
)
def test_what_a_family_cannot_send(family: int, values: dict[str, Any], reason: str) -> None:
    with pytest.raises(PlanError, match=reason):
        (plan4 if family == 4 else plan6)(Content(**values), clients=1 << 20)


def test_parameters_may_be_added_more_than_once() -> None:
    content = Content(options=(RawOption(55, b"\x2a"), RawOption(55, b"\x2b")))
    assert plan4(content).content == content


def test_offsets_are_those_of_perfdhcp_unless_given() -> None:
    assert Content().places(4) == DEFAULT_OFFSETS[4] == Offsets((4, 4), (35, 35), 8, 54, 240)
    assert Content().places(6) == Offsets((1, 1), (21, 21), 84, 22, 40)
    own = Offsets((4, 4), (33, 33), 8, 249, 243)
    assert Content(offsets=own).places(4) == own


def test_as_many_octets_of_a_duid_as_there_are_clients() -> None:
    assert [Content().varied_octets(count) for count in (1, 256, 257, 65_536, 65_537)] == [1, 1, 2, 2, 3]
    assert Content(macs=(bytes(6),) * 300).varied_octets(1) == 2


def test_what_clients_ask_for() -> None:
    assert [(ask.address, ask.prefix) for ask in Ask] == [(True, False), (False, True), (True, True)]
