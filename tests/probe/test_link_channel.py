from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from ipaddress import IPv4Address

import pytest

from dhcptools.net.link import LinkSocket
from dhcptools.packet.errors import EncodeError
from dhcptools.packet.ethernet import BROADCAST, VlanTag
from dhcptools.packet.frame import Endpoint, Frame, encode_frame
from dhcptools.probe.channel import Datagram, now_ns
from dhcptools.probe.link_channel import LinkChannel
from support.namespaces import Namespace, connect

EVERYBODY = IPv4Address("255.255.255.255")
SERVER = Endpoint(b"\2\0\0\0\0\1", IPv4Address("192.0.2.1"), 67)
CLIENT = Endpoint(BROADCAST, EVERYBODY, 68)
SECOND_NS = 10**9


@pytest.fixture(scope="module")
def spaces() -> Iterator[tuple[Namespace, Namespace]]:
    with Namespace() as first, Namespace(beside=first) as second:
        connect(first, second)
        yield first, second


@pytest.fixture
def ends(spaces: tuple[Namespace, Namespace]) -> Iterator[tuple[LinkSocket, LinkSocket]]:
    """Our link socket, and the server's."""
    ours, theirs = (
        LinkSocket("eth0", sock=space.socket(socket.AF_PACKET, socket.SOCK_RAW, 0), ignore_outgoing=True)
        for space in spaces
    )
    with ours, theirs:
        yield ours, theirs


def channel(ours: LinkSocket, **how: object) -> LinkChannel:
    return LinkChannel(ours, Endpoint(ours.mac, IPv4Address(0), 68), 67, **how)  # type: ignore[arg-type]  # by name


def heard(theirs: LinkSocket) -> Frame:
    deadline = time.monotonic() + 2
    while (arrival := theirs.receive()) is None:
        assert time.monotonic() < deadline
    return Frame.decode(arrival.whole, checksums=arrival.checksum_ready)


def received(ours: LinkChannel) -> Datagram:
    datagram = ours.receive(now_ns() + 2 * SECOND_NS)
    assert datagram is not None
    return datagram


def test_a_request_leaves_from_nowhere_to_everybody(ends: tuple[LinkSocket, LinkSocket]) -> None:
    channel(ends[0]).send(b"request", EVERYBODY)
    frame = heard(ends[1])
    assert frame.ethernet is not None
    assert frame.ip is not None
    assert frame.udp is not None
    assert (frame.ethernet.source, frame.ethernet.destination) == (ends[0].mac, BROADCAST)
    assert (str(frame.ip.source), str(frame.ip.destination)) == ("0.0.0.0", "255.255.255.255")
    assert (frame.udp.source_port, frame.udp.destination_port, frame.payload) == (68, 67, b"request")
    assert frame.problems == ()


def test_an_answer_comes_with_its_sender_and_the_kernels_time(ends: tuple[LinkSocket, LinkSocket]) -> None:
    before = now_ns()
    ends[1].send(encode_frame(b"answer", SERVER, CLIENT))
    datagram = received(channel(ends[0]))
    assert (datagram.octets, datagram.source, datagram.port) == (b"answer", "192.0.2.1", 67)
    assert datagram.mac == SERVER.mac
    assert datagram.frame is not None
    assert before - 10**6 <= datagram.at_ns <= now_ns()


def test_the_tag_of_a_vlan_is_sent_and_heard(ends: tuple[LinkSocket, LinkSocket]) -> None:
    tagged = channel(ends[0], tags=(VlanTag(7),))
    tagged.send(b"request", EVERYBODY)
    frame = heard(ends[1])
    assert frame.ethernet is not None
    assert [tag.vlan for tag in frame.ethernet.tags] == [7]
    ends[1].send(encode_frame(b"answer", SERVER, CLIENT, tags=(VlanTag(7),)))
    answer = received(tagged).frame
    assert answer is not None
    assert answer.ethernet is not None
    assert [tag.vlan for tag in answer.ethernet.tags] == [7]


def test_unicast_goes_to_who_answered_or_where_it_was_told(ends: tuple[LinkSocket, LinkSocket]) -> None:
    ours = channel(ends[0])
    server = SERVER._replace(mac=ends[1].mac)
    ours.send(b"nobody is known yet", server.address)
    frames = [heard(ends[1])]
    ends[1].send(encode_frame(b"answer", server, CLIENT))
    received(ours)
    ours.send(b"known", server.address)
    frames.append(heard(ends[1]))
    channel(ends[0], target_mac=ends[1].mac).send(b"told", server.address)
    frames.append(heard(ends[1]))
    destinations = [frame.ethernet.destination for frame in frames if frame.ethernet is not None]
    assert destinations == [BROADCAST, ends[1].mac, ends[1].mac]


def test_unicast_comes_from_the_address_that_the_client_has(ends: tuple[LinkSocket, LinkSocket]) -> None:
    ours = channel(ends[0])
    release = bytes(12) + IPv4Address("192.0.2.36").packed + bytes(284)
    for destination, source in ((SERVER.address, "192.0.2.36"), (EVERYBODY, "0.0.0.0")):
        ours.send(release, destination)
        ip = heard(ends[1]).ip
        assert ip is not None
        assert str(ip.source) == source


def test_other_ports_wrong_checksums_and_fragments_are_not_heard(ends: tuple[LinkSocket, LinkSocket]) -> None:
    good = encode_frame(b"answer", SERVER, CLIENT)
    wrong = good[:-1] + b"!"
    other = encode_frame(b"other", SERVER, CLIENT._replace(port=67))
    short = good[:20]
    for frame in (wrong, other, short, good):
        ends[1].send(frame)
    assert received(channel(ends[0])).octets == b"answer"


def test_a_wait_ends_at_its_deadline_under_chatter(ends: tuple[LinkSocket, LinkSocket]) -> None:
    ours = channel(ends[0])
    noise = encode_frame(b"noise", SERVER, CLIENT._replace(port=67))
    until_ns = now_ns() + SECOND_NS // 10
    for _ in range(200):
        ends[1].send(noise)
    assert ours.receive(until_ns) is None
    assert now_ns() - until_ns < SECOND_NS


def test_what_has_no_encoding(ends: tuple[LinkSocket, LinkSocket]) -> None:
    with pytest.raises(EncodeError):
        channel(ends[0]).send(bytes(70_000), EVERYBODY)
