from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from dhcptools.dump.live import LiveLink
from dhcptools.dump.record import Packet
from dhcptools.net.ring import RingLink, Seen
from dhcptools.packet.ethernet import VlanTag
from dhcptools.packet.frame import encode_frame
from dump.test_fragments import LONG4, fragments
from support.dumped import CLIENT4, DISCOVER, EVERYBODY4, SOLICIT, framed


class FakeLink:
    """Blocks that wait already."""

    interface = "eth0"

    def __init__(self, *blocks: Iterable[bytes], checksums: bool = True) -> None:
        self._blocks = [[Seen(7, 1, octets, len(octets), 0, checksums) for octets in block] for block in blocks]

    def wait(self, seconds: float) -> bool:
        return bool(self._blocks)

    def receive(self) -> list[Seen]:
        return self._blocks.pop(0) if self._blocks else []


def heard(link: FakeLink, turns: int = 5) -> tuple[list[Packet], LiveLink]:
    live = LiveLink(cast("RingLink", link))
    left = [None] * turns
    return [packet for turn in live.turns(lambda: not left or left.pop() is not None) for packet in turn], live


def test_packets_are_numbered_and_named() -> None:
    found, live = heard(FakeLink([framed(DISCOVER), framed(SOLICIT)], [framed(DISCOVER, tags=(VlanTag(1),))]))
    assert [(each.number, each.source, each.time_ns) for each in found] == [(n, "eth0", 7) for n in (1, 2, 3)]
    assert live.captured == 3


def test_what_is_there_at_the_end_is_taken() -> None:
    found, _ = heard(FakeLink(*[[framed(DISCOVER)]] * 10), turns=2)
    assert len(found) == 10


def test_fragments_are_put_together_or_told() -> None:
    parts = fragments(framed(LONG4), 400)
    found, _ = heard(FakeLink(parts))
    assert [each.payload for each in found] == [LONG4.encode()]
    found, _ = heard(FakeLink(parts[:1]))
    assert "without the others" in found[0].problems[0].message


def test_other_ports_behind_tags_are_left_out() -> None:
    other = encode_frame(bytes(20), CLIENT4._replace(port=9), EVERYBODY4._replace(port=53), tags=(VlanTag(1),))
    assert heard(FakeLink([other]))[0] == []


def test_checksums_of_a_network_card_are_not_judged() -> None:
    octets = bytearray(framed(DISCOVER))
    octets[40:42] = b"\1\2"
    (packet,), _ = heard(FakeLink([bytes(octets)], checksums=False))
    assert packet.problems == ()
