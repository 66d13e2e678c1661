from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dhcptools.dump.record import Packet, Problem
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6
from support.dumped import DISCOVER, SOLICIT, TIME_NS, framed, packet


def test_a_packet_of_dhcpv4() -> None:
    found = packet(DISCOVER)
    assert (found.family, found.ports) == (4, (68, 67))
    assert isinstance(found.message, Message4)
    assert found.octets[found.payload_offset :] == found.payload == DISCOVER.encode()
    assert [option.name for option in found.options] == [
        "dhcp-message-type",
        "dhcp-parameter-request-list",
        "host-name",
    ]
    assert found.logical is not None
    assert found.problems == ()


def test_a_packet_of_dhcpv6() -> None:
    found = packet(SOLICIT)
    assert (found.family, found.ports) == (6, (546, 547))
    assert isinstance(found.message, Message6)
    assert [option.name for option in found.options] == ["clientid", "elapsed-time"]
    assert found.logical is None
    assert found.problems == ()


def test_problems_come_from_the_outside_in_and_later_options_are_there() -> None:
    message = DISCOVER.with_options(RawOption(53, b"\1"), RawOption(51, b"\1\2\3"), RawOption(12, b"pc1"))
    octets = framed(message)
    found = Packet(1, TIME_NS, "x", 1, octets[:-20], len(octets))
    assert [problem.layer for problem in found.problems[:-1]] == ["frame"] * (len(found.problems) - 1)
    assert found.problems[-1] == Problem("dhcp", 245, 51, "RFC 2132 §9.2", found.problems[-1].message)
    assert found.options[-1].value == "pc1"
    note = Problem("frame", 3, None, "", "noted")
    found.note(note)
    assert found.problems[0] == note


def test_a_header_that_is_not_whole_is_told() -> None:
    found = packet(bytes(100))
    assert found.message is None
    assert found.options == ()
    assert found.problems == (Problem("dhcp", 100, None, "", "a BOOTP header has 236 octets, 100 are here"),)


def test_what_is_no_udp_has_no_payload() -> None:
    found = Packet(1, None, "x", 1, bytes(60), 60)
    assert (found.family, found.ports, found.payload, found.payload_offset, found.message) == (0, (0, 0), b"", -1, None)


@given(st.sampled_from([0, 1, 9, 51, 101, 108, 113, 276, 7]), st.binary(max_size=400))
def test_any_octets_are_taken(link: int, octets: bytes) -> None:
    found = Packet(1, None, "x", link, octets, len(octets))
    assert len(found.problems) >= 0
    assert len(found.options) >= 0
