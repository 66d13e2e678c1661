from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from dhcptools.net import ring
from dhcptools.net.errors import NetError
from dhcptools.net.link import LinkSocket
from dhcptools.net.ring import ANY, RingLink, Seen
from dhcptools.packet.ethernet import VlanTag
from dhcptools.packet.frame import encode_frame
from dhcptools.packet.links import ETHERNET, SLL2, enter
from support.dumped import CLIENT4, DISCOVER, EVERYBODY4, SOLICIT, framed
from support.namespaces import Namespace, connect

DNS = encode_frame(b"query", CLIENT4._replace(port=40000), EVERYBODY4._replace(port=53))


@pytest.fixture(scope="module")
def spaces() -> Iterator[tuple[Namespace, Namespace]]:
    with Namespace() as first, Namespace(beside=first) as second:
        connect(first, second, ["192.0.2.1/24"], ["192.0.2.2/24"])
        yield first, second


def opened(namespace: Namespace, interface: str = "eth0", **wishes: bool) -> RingLink:
    kind = socket.SOCK_DGRAM if interface == ANY else socket.SOCK_RAW
    return RingLink(interface, sock=namespace.socket(socket.AF_PACKET, kind, 0), **wishes)


def sender(namespace: Namespace) -> LinkSocket:
    return LinkSocket("eth0", sock=namespace.socket(socket.AF_PACKET, socket.SOCK_RAW, 0))


def heard(link: RingLink, count: int) -> list[Seen]:
    found: list[Seen] = []
    deadline = time.monotonic() + 5
    while len(found) < count and time.monotonic() < deadline:
        if link.wait(0.5):
            found += link.receive()
    return found


def test_frames_with_their_time_and_nothing_else(spaces: tuple[Namespace, Namespace]) -> None:
    with sender(spaces[0]) as out, opened(spaces[1], promiscuous=True) as link:
        assert not link.wait(0)
        assert link.receive() == []
        before = time.time_ns()
        for frame in (DNS, framed(DISCOVER), framed(SOLICIT)):
            assert out.send(frame)
        found = heard(link, 2)
        assert [each.octets for each in found] == [framed(DISCOVER), framed(SOLICIT)]
        assert all(before <= each.time_ns <= time.time_ns() for each in found)
        assert [(each.link_type, each.length, each.checksums) for each in found] == [
            (ETHERNET, len(framed(DISCOVER)), True), (ETHERNET, len(framed(SOLICIT)), True),
        ]  # fmt: skip  # both
        assert link.statistics == (2, 0)


def test_tags_stand_where_they_stood(spaces: tuple[Namespace, Namespace]) -> None:
    frames = [framed(DISCOVER, tags=tags) for tags in ((VlanTag(7, 3),), (VlanTag(7, tpid=0x88A8), VlanTag(8)))]
    with sender(spaces[0]) as out, opened(spaces[1]) as link, opened(spaces[1], ANY) as everything:
        for frame in frames:
            assert out.send(frame)
        found = heard(link, 2)
        assert [each.octets for each in found] == frames
        assert [each.length for each in found] == [len(frame) for frame in frames]
        cooked = [enter(each.link_type, each.octets) for each in heard(everything, 2)]
        assert [below.frame.payload for below in cooked if below.frame] == [DISCOVER.encode()] * 2
        assert [[tag.vlan for tag in below.cooked.tags] for below in cooked if below.cooked] == [[7], [7, 8]]


def test_any_interface_and_loopback_once(spaces: tuple[Namespace, Namespace]) -> None:
    with sender(spaces[0]) as out, opened(spaces[1], ANY) as link:
        assert out.send(framed(SOLICIT))
        (seen,) = heard(link, 1)
        assert seen.link_type == SLL2
        below = enter(SLL2, seen.octets)
        assert below.frame is not None
        assert below.frame.payload == SOLICIT.encode()
        assert below.cooked is not None
        assert (below.cooked.interface, below.cooked.address) == (seen.interface, framed(SOLICIT)[6:12])
        with spaces[1].socket(address=("127.0.0.1", 0)) as udp:
            udp.sendto(DISCOVER.encode(), ("127.0.0.1", 67))
            udp.sendto(DISCOVER.encode(), ("127.0.0.1", 67))
        assert len(heard(link, 2)) == 2
        assert not link.wait(0.1)


def test_what_the_kernel_drops_is_counted(spaces: tuple[Namespace, Namespace], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ring, "BLOCKS", (2,))
    with sender(spaces[0]) as out, opened(spaces[1]) as link:
        for _ in range(8000):
            out.send(framed(DISCOVER))
        found: list[Seen] = []
        while link.wait(0.1):
            found += link.receive()
        seen, dropped = link.statistics
        assert (seen, dropped) == (8000, 8000 - len(found))
        assert dropped > 0


def test_an_interface_that_goes_down(spaces: tuple[Namespace, Namespace]) -> None:
    with Namespace() as first, Namespace(beside=first) as second:
        connect(first, second)
        with opened(first) as link:
            first.run(["ip", "link", "set", "eth0", "down"])
            with pytest.raises(NetError, match="cannot receive on eth0: Network is down"):
                link.wait(1)


def test_an_interface_that_is_not_there() -> None:
    with pytest.raises(NetError, match="no interface named no-such"):
        RingLink("no-such")
