from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.dump.quick import MAYBE, NO, YES, ip_at, look, plain
from dhcptools.dump.record import PORTS, Packet
from dhcptools.packet.ethernet import VlanTag
from dhcptools.packet.frame import encode_frame
from support.captures import on_links
from support.dumped import CLIENT4, CLIENT6, DISCOVER, EVERYBODY4, EVERYBODY6, SOLICIT, framed


def test_common_frames() -> None:
    assert look(1, framed(DISCOVER), PORTS) is look(1, framed(SOLICIT), PORTS) is YES
    dns4 = encode_frame(bytes(20), CLIENT4._replace(port=9), EVERYBODY4._replace(port=53))
    dns6 = encode_frame(bytes(20), CLIENT6._replace(port=9), EVERYBODY6._replace(port=53))
    assert look(1, dns4, PORTS) is look(1, dns6, PORTS) is NO
    assert look(1, dns4, frozenset({53})) is YES
    assert look(1, b"\2" * 12 + b"\x08\x06" + bytes(60), PORTS) is NO
    assert look(101, framed(DISCOVER), PORTS) is look(1, b"\2" * 12 + b"\x88\x64" + bytes(60), PORTS) is MAYBE
    assert look(147, framed(DISCOVER), PORTS) is MAYBE


@pytest.mark.parametrize("link", range(len(on_links(framed(DISCOVER)))))
def test_other_links(link: int) -> None:
    for message in (DISCOVER, SOLICIT):
        link_type, octets = on_links(framed(message))[link]
        assert look(link_type, octets, PORTS) is YES
        assert look(link_type, octets, frozenset({53})) is NO
        assert look(link_type, octets[:70], PORTS) in {YES, MAYBE}
        at = ip_at(link_type, octets)
        assert octets[at:].rstrip(b"\0") == framed(message)[14:].rstrip(b"\0")
    assert ip_at(1, framed(DISCOVER, tags=(VlanTag(1),) * 3)) == ip_at(1, b"") == ip_at(113, b"") == -1


@given(
    st.sampled_from([each for message in (DISCOVER, SOLICIT) for each in on_links(framed(message))]),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 255)), max_size=4),
)
def test_a_look_never_contradicts_the_decoder(frame: tuple[int, bytes], changes: list[tuple[int, int]]) -> None:
    link_type, octets = frame
    changed = bytearray(octets)
    for at, value in changes:
        changed[at] = value
    packet = Packet(1, 0, "x", link_type, bytes(changed), len(changed))
    seen = look(link_type, bytes(changed), PORTS)
    if seen is not MAYBE and not (packet.frame is not None and packet.frame.fragment):
        found = not PORTS.isdisjoint(packet.ports)
        header = packet.frame is not None and packet.frame.ip is not None
        assert (seen is YES) == found or not header or packet.family == 0


@pytest.mark.parametrize("size", [0, 13, 14, 41, 61])
def test_short_frames_are_looked_at_closer(size: int) -> None:
    assert look(1, framed(DISCOVER)[:size], PORTS) is MAYBE


@given(
    st.sampled_from([framed(DISCOVER), framed(SOLICIT)]),
    st.lists(st.tuples(st.integers(12, 62), st.integers(0, 255)), max_size=3),
    st.integers(60, 360),
)
def test_a_plain_frame_has_its_message_there(octets: bytes, changes: list[tuple[int, int]], size: int) -> None:
    changed = bytearray(octets)
    for at, value in changes:
        changed[at] = value
    packet = Packet(1, 0, "x", 1, bytes(changed[:size]), len(changed[:size]))
    at = plain(1, packet.octets)
    whole = Packet(1, 0, "x", 1, packet.octets, packet.length)
    assert whole.frame is None or not at or whole.payload_offset == at
    family = packet.family
    assert packet.message is not None or not at
    assert not at or family == packet.family == (4 if at == 42 else 6)


def test_common_frames_are_plain() -> None:
    assert (plain(1, framed(DISCOVER)), plain(1, framed(SOLICIT))) == (42, 62)
    assert plain(101, framed(DISCOVER)) == plain(1, framed(DISCOVER)[:300]) == plain(1, b"") == 0
    assert plain(1, framed(DISCOVER, tags=(VlanTag(1),))) == 0
