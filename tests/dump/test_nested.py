from __future__ import annotations

from dhcptools.dump.nested import problems_inside
from dhcptools.packet.ia6 import IaNa
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import Message6, RelayMessage6
from support.dumped import DISCOVER, SOLICIT, packet


def test_problems_inside_options_are_problems_of_the_packet() -> None:
    message = DISCOVER.with_options(RawOption(53, b"\1"), RawOption(82, b"\5\3abc\1\4eth0"), RawOption(12, b"pc"))
    found = packet(message)
    assert [(each.option, each.offset) for each in found.problems] == [(82, 247)]
    bad = Message6(1, 7, (IaNa(1, options=(RawOption(5, b"short"),)).option(), RawOption(13, b"")))
    relayed = packet(RelayMessage6(options=(RawOption(9, bad.encode()), RawOption(18, b"eth0"))))
    assert [each.option for each in relayed.problems] == [9, 9]
    assert {each.layer for each in relayed.problems} == {"dhcp"}


def test_a_dhcpv4_message_inside_dhcpv6() -> None:
    inside = DISCOVER.with_options(RawOption(53, b"\1"), RawOption(51, b"\1"))
    found = packet(Message6(20, 7, (RawOption(87, inside.encode()),)))
    assert [each.option for each in found.problems] == [87]


def test_vendors_may_put_anything_into_option_43() -> None:
    assert packet(DISCOVER.with_options(RawOption(53, b"\1"), RawOption(43, b"\1\x40abc"))).problems == ()


def test_good_values_have_none() -> None:
    for each in (*packet(DISCOVER).options, *packet(SOLICIT).options):
        assert list(problems_inside(each.value)) == []
