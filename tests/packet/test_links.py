from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.packet.ethernet import VlanTag
from dhcptools.packet.frame import Frame
from dhcptools.packet.links import LOOP, NAMES, NULL, PPP, PPP_HDLC, PPPOE, SLL, SLL2, Cooked, enter
from support.dumped import DISCOVER, MAC, SOLICIT, framed

IP = framed(DISCOVER)[14:]
IP6 = framed(SOLICIT)[14:]
SLL_HEAD = bytes.fromhex("0004000100060200 5e0053010000 ")
SLL2_REST = bytes.fromhex("0000 00000007 0001 01 06 02005e0053010000")
PPPOE_HEAD = bytes.fromhex("11000042") + (len(IP) + 2).to_bytes(2) + b"\x00\x21"


@pytest.mark.parametrize(
    ("link", "before", "ip"),
    [
        (1, framed(DISCOVER)[:14], IP), (101, b"", IP), (228, b"", IP), (229, b"", IP6), (12, b"", IP6),
        (NULL, b"\2\0\0\0", IP), (NULL, b"\0\0\0\x1e", IP6), (LOOP, b"\0\0\0\2", IP),
        (SLL, SLL_HEAD + b"\x08\0", IP), (SLL, SLL_HEAD + b"\x81\0\0\7\x86\xdd", IP6),
        (SLL2, b"\x08\0" + SLL2_REST, IP), (SLL2, b"\x86\xdd" + SLL2_REST, IP6),
        (PPP, b"\x00\x21", IP), (PPP_HDLC, b"\xff\x03\x00\x57", IP6), (PPPOE, PPPOE_HEAD, IP),
        (SLL, SLL_HEAD + b"\x88\x64" + PPPOE_HEAD, IP),
    ],
)  # fmt: skip  # a row a link type
def test_what_stands_before_ip_is_stepped_over(link: int, before: bytes, ip: bytes) -> None:
    found = enter(link, before + ip)
    assert isinstance(found.frame, Frame)
    assert found.frame.udp is not None
    assert found.frame.problems == found.problems == ()
    assert found.frame.payload == (DISCOVER if ip is IP else SOLICIT).encode()
    assert (before + ip)[found.frame.payload_offset :] == found.frame.payload


def test_a_cooked_header_tells_who_sent_it_and_where() -> None:
    assert enter(SLL, SLL_HEAD + b"\x81\0\0\7\x08\0" + IP).cooked == Cooked(4, 1, MAC, None, (VlanTag(7),))
    assert enter(SLL2, b"\x08\x06" + SLL2_REST + IP) == (None, Cooked(1, 1, MAC, 7), ())


@pytest.mark.parametrize(
    ("link", "octets", "reason"),
    [
        (1, bytes(13), "an Ethernet header needs 14 octets, has 13"),
        (SLL, bytes(15), "a cooked header needs 16 octets, has 15"),
        (SLL2, bytes(19), "a cooked header needs 20 octets, has 19"),
        (NULL, b"", "a loopback header needs 4 octets, has 0"),
        (PPP, b"\xff\x03", "a PPP header needs 4 octets, has 2"),
        (PPPOE, b"\x11", "a PPPoE header needs 8 octets, has 1"),
    ],
)
def test_a_header_cut_short_is_told(link: int, octets: bytes, reason: str) -> None:
    found = enter(link, octets)
    assert found.frame is None
    assert [problem.reason for problem in found.problems] == [reason]


@pytest.mark.parametrize(("link", "octets"), [(PPP, b"\xc0\x21"), (PPPOE, b"\x11\0\0\1\0\2\xc0\x21"), (127, bytes(99))])
def test_what_is_not_ip_is_no_fault(link: int, octets: bytes) -> None:
    assert enter(link, octets) == (None, None, ())


@given(st.sampled_from([*NAMES, 127, 195]), st.binary(max_size=120))
def test_any_octets_are_taken(link: int, octets: bytes) -> None:
    found = enter(link, octets)
    assert found.frame is None or found.frame.payload_offset <= len(octets)
