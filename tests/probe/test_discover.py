from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from ipaddress import IPv6Address
from itertools import count

import pytest

from dhcptools.net.errors import NetError
from dhcptools.net.link import LinkSocket
from dhcptools.packet.frame import Frame
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import Message6, decode6
from dhcptools.probe.discover import Link, Plan, listen
from dhcptools.probe.flavours import SCAN, Ask
from support.namespaces import Namespace, connect
from support.sightings import ASKER, frame4, frame6, leases6, reply4, reply6

OWN = IPv6Address("fe80::2")
PLAN = Plan(ASKER, timeout_ns=400_000_000)


@pytest.fixture(scope="module")
def spaces() -> Iterator[tuple[Namespace, Namespace]]:
    with Namespace() as server, Namespace(beside=server) as client:
        connect(server, client)
        yield server, client


@pytest.fixture
def link(spaces: tuple[Namespace, Namespace]) -> Iterator[Link]:
    found = Link(listen("eth0", spaces[1].socket(socket.AF_PACKET, socket.SOCK_RAW, 0)), OWN, (4, 6))
    yield found
    found.close()


def bits() -> Callable[[int], int]:
    numbers = count(7)
    return lambda _bits: next(numbers)


class Server:
    """Hears questions and sends what ``answer`` makes of each, until it is left; ``heard`` are the frames."""

    def __init__(self, place: Namespace, answer: Callable[[Ask], list[bytes]], chatter: bytes = b"") -> None:
        self._place = place
        self._answer = answer
        self._chatter = chatter
        self.heard: list[Frame] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Server:
        sock = self._place.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        self._link = LinkSocket("eth0", ports=(67, 547), ignore_outgoing=True, sock=sock)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._link.close()

    def _run(self) -> None:
        while not self._over.is_set():
            if self._chatter:
                self._link.send(self._chatter)
            ready, _, _ = select.select([self._link], [], [], 0 if self._chatter else 0.02)
            arrival = self._link.receive() if ready else None
            if arrival is None:
                continue
            frame = Frame.decode(arrival.whole)
            self.heard.append(frame)
            for octets in self._answer(question(frame)):
                self._link.send(octets)


def question(frame: Frame) -> Ask:
    assert frame.ip is not None
    if frame.ip.source.version == 4:
        return Ask("discover", Message4.decode(frame.payload), 1)
    message = decode6(frame.payload)
    assert isinstance(message, Message6)
    return Ask("solicit", message, 1)


def honest(ask: Ask) -> list[bytes]:
    return [frame4(reply4(ask))] if ask.family == 4 else [frame6(reply6(ask, 2, *leases6()))]


def test_both_families_in_one_look(spaces: tuple[Namespace, Namespace], link: Link) -> None:
    with Server(spaces[0], honest) as server:
        began = time.monotonic()
        found = link.look(PLAN, bits())
        took = time.monotonic() - began
    assert 0.4 <= took < 1.5
    assert [(one.best.family, one.best.addresses) for one in found.servers] == [
        (4, ("192.0.2.100",)),
        (6, ("2001:db8::5",)),
    ]
    assert all(0 < (one.best.rtt_ns or 0) < 400_000_000 for one in found.servers)
    first, second = server.heard
    assert first.ip is not None
    assert second.ip is not None
    assert first.ethernet is not None
    assert second.ethernet is not None
    assert (str(first.ip.source), str(first.ip.destination)) == ("0.0.0.0", "255.255.255.255")
    assert (str(second.ip.source), str(second.ip.destination)) == ("fe80::2", "ff02::1:2")
    assert (first.ethernet.source, second.ethernet.destination) == (link.mac, bytes.fromhex("333300010002"))
    assert first.problems == second.problems == ()


def test_copies_are_folded_and_a_tagged_reply_is_seen(spaces: tuple[Namespace, Namespace], link: Link) -> None:
    def thrice(ask: Ask) -> list[bytes]:
        plain = frame4(reply4(ask))
        return [plain, plain, plain, plain[:12] + b"\x81\0\0\x64" + plain[12:]]

    with Server(spaces[0], thrice):
        found = link.look(replace(PLAN, families=(4,)), bits())
    assert [(one.duplicates, one.best.vlans) for one in found.servers] == [(2, ()), (0, (100,))]


def test_a_scan_sends_its_five_flavours_and_ends_in_time(spaces: tuple[Namespace, Namespace], link: Link) -> None:
    with Server(spaces[0], lambda _ask: []) as server:
        began = time.monotonic()
        found = link.look(replace(PLAN, flavours=SCAN), bits())
        took = time.monotonic() - began
    assert 0.4 <= took < 1.5
    assert found.servers == []
    kinds = [question(frame).message for frame in server.heard]
    assert [message.message_type for message in kinds if isinstance(message, Message4)] == [1, 3, 3, 3, None]
    assert len(kinds) == 6


def test_each_try_is_a_question_of_its_own(spaces: tuple[Namespace, Namespace], link: Link) -> None:
    with Server(spaces[0], honest) as server:
        found = link.look(replace(PLAN, families=(4,), tries=3), bits())
    assert len({question(frame).key for frame in server.heard}) == 3
    (one,) = found.servers
    assert (one.offers, one.duplicates) == (3, 0)


def test_the_deadline_holds_under_constant_foreign_traffic(spaces: tuple[Namespace, Namespace], link: Link) -> None:
    foreign = frame4(reply4(Ask("discover", Message4(xid=0xBAD), 1)))
    with Server(spaces[0], honest, chatter=foreign):
        began = time.monotonic()
        found = link.look(PLAN, bits())
        took = time.monotonic() - began
    assert 0.4 <= took < 1.5
    assert found.ignored["another transaction"] > 20
    assert [one.best.family for one in found.servers] == [4, 6]


def test_what_came_before_the_question_is_forgotten(spaces: tuple[Namespace, Namespace], link: Link) -> None:
    with LinkSocket("eth0", sock=spaces[0].socket(socket.AF_PACKET, socket.SOCK_RAW, 0)) as sock:
        sock.send(frame4(reply4(Ask("discover", Message4(xid=7), 1))))
        found = link.look(replace(PLAN, timeout_ns=50_000_000), bits())
    assert found.servers == []
    assert found.ignored.total() == 0


def test_a_wish_to_stop_is_heard(link: Link) -> None:
    began = time.monotonic()
    found = link.look(replace(PLAN, timeout_ns=60_000_000_000), bits(), lambda: time.monotonic() - began > 0.05)
    assert time.monotonic() - began < 1
    assert found.servers == []


class Breaking:
    """A link that goes down after some frames have come."""

    def __init__(self, sock: LinkSocket, frames: int) -> None:
        self._socket = sock
        self._left = frames

    def __getattr__(self, name: str) -> object:
        return getattr(self._socket, name)

    def receive(self) -> object:
        arrival = self._socket.receive()
        if arrival is not None:
            self._left -= 1
        if self._left < 0:
            raise NetError("cannot receive on eth0: Network is down", "the interface eth0 is down", "")
        return arrival


def test_what_was_heard_before_the_link_went_down_is_told(
    spaces: tuple[Namespace, Namespace], link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    sock = link._socket
    with Server(spaces[0], honest):
        monkeypatch.setattr(link, "_socket", Breaking(sock, 1))
        found = link.look(PLAN, bits())
        monkeypatch.setattr(link, "_socket", Breaking(sock, 0))
        with pytest.raises(NetError, match="is down"):
            link.look(PLAN, bits())
    assert len(found.servers) == 1
    assert found.trouble is not None
    assert found.trouble.why == "the interface eth0 is down"


def test_without_a_link_local_address_dhcpv4_is_left(spaces: tuple[Namespace, Namespace]) -> None:
    link = Link(listen("eth0", spaces[1].socket(socket.AF_PACKET, socket.SOCK_RAW, 0)), None, (4, 6))
    assert link.families == (4,)
    with Server(spaces[0], honest) as server:
        assert len(link.look(PLAN, bits()).servers) == 1
    assert len(server.heard) == 1
    link.close()
