from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dhcptools.dump.fragments import MOST_WAITING, Reassembler
from dhcptools.dump.record import Packet
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6
from support.dumped import DISCOVER, SOLICIT, TIME_NS, framed
from support.fragmented import fragments

LONG4 = DISCOVER.with_options(*DISCOVER.options, *(RawOption(43, bytes(200)) for _ in range(3)))
LONG6 = Message6(1, 7, (*SOLICIT.options, RawOption(17, bytes(900))))


def fed(frames: Iterable[bytes], reassembler: Reassembler | None = None) -> list[Packet]:
    reassembler = reassembler or Reassembler()
    out = []
    for number, octets in enumerate(frames, 1):
        out += reassembler.feed(Packet(number, TIME_NS + number, "x", 1, octets, len(octets)))
    return [*out, *reassembler.rest()]


@pytest.mark.parametrize("message", [LONG4, LONG6])
@given(data=st.data())
def test_fragments_in_any_order_make_the_packet(message: Message4 | Message6, data: st.DataObject) -> None:
    size = data.draw(st.sampled_from([8, 160, 400]))
    before = b"\x2c\0" + bytes(6) if isinstance(message, Message6) and data.draw(st.booleans()) else b""
    parts = data.draw(st.permutations(fragments(framed(message), max(size, 48), before=before)))
    if data.draw(st.booleans()):
        parts = [*parts[:1], *parts]  # one came twice
    (packet,) = fed(parts)
    assert packet.number == len(parts)
    assert packet.payload == message.encode()
    assert packet.payload_offset == -1
    assert packet.message is not None
    assert packet.message.encode() == message.encode()
    assert packet.problems == ()
    assert packet.ports[1] in {67, 547}
    assert [each.number for each in packet.fragments] == list(range(1, len(parts) + 1))


def test_what_is_incomplete_is_told() -> None:
    (packet,) = fed(fragments(framed(LONG4), 400)[:1])
    assert packet.number == 1
    assert "a fragment without the others: 400 octets are in the capture" in packet.problems[0].message
    (packet,) = fed([fragments(framed(LONG4), 400)[index] for index in (0, 2)])
    assert "of " in packet.problems[0].message


def test_only_the_first_fragment_tells_whose_it_is() -> None:
    reassembler = Reassembler()
    assert fed(fragments(framed(LONG6), 400)[1:], reassembler) == []
    assert reassembler.orphans == 1


def test_overlapping_fragments_make_nothing() -> None:
    parts = fragments(framed(LONG4), 400)
    other = fragments(framed(LONG4), 408)[1]
    (packet,) = fed([parts[0], parts[1], other, *parts[2:]])
    assert "overlap" in packet.problems[0].message


def test_memory_is_bounded() -> None:
    reassembler = Reassembler()
    firsts = [fragments(framed(LONG4), 400, identification)[0] for identification in range(MOST_WAITING + 10)]
    assert len(fed(firsts, reassembler)) == MOST_WAITING + 10
    many = fragments(framed(Message6(1, 7, (RawOption(17, bytes(4000)),))), 8)
    assert len(many) > 64
    assert len(fed(many)) <= 1


def test_patience_ends_by_the_clock_of_the_capture() -> None:
    reassembler = Reassembler()
    first, *_rest = fragments(framed(LONG4), 400)
    other = fragments(framed(LONG6), 400)[0]
    assert list(reassembler.feed(Packet(1, TIME_NS, "x", 1, first, len(first)))) == []
    given_up = list(reassembler.feed(Packet(2, TIME_NS + 61 * 10**9, "x", 1, other, len(other))))
    assert [packet.number for packet in given_up] == [1]
