from __future__ import annotations

import select
import socket
import sys
import time
from collections.abc import Iterator
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from dhcptools.net.link import Arrival, LinkSocket, open_link
from dhcptools.net.sockets import NetError
from dhcptools.packet.ethernet import BROADCAST, VlanTag
from dhcptools.packet.frame import Endpoint, Frame, encode_frame
from dhcptools.packet.udp import Check
from support.namespaces import Namespace, connect

CLIENT = Endpoint(bytes.fromhex("020000000001"), IPv4Address(0), 68)
SERVER = Endpoint(BROADCAST, IPv4Address("255.255.255.255"), 67)
DISCOVER = encode_frame(bytes(300), CLIENT, SERVER)
TO_OTHER = encode_frame(bytes(300), CLIENT, SERVER._replace(mac=bytes.fromhex("02000000ffff")))
DNS = encode_frame(b"query", CLIENT._replace(port=40000), SERVER._replace(port=53))


@pytest.fixture(scope="module")
def spaces() -> Iterator[tuple[Namespace, Namespace]]:
    with Namespace() as first, Namespace(beside=first) as second:
        connect(first, second, ["192.0.2.1/24"], ["192.0.2.2/24"])
        yield first, second


def link(namespace: Namespace, **wishes: int) -> LinkSocket:
    sock = namespace.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    return LinkSocket("eth0", sock=sock, **wishes)


def next_of(into: LinkSocket) -> Arrival:
    assert select.select([into], [], [], 2)[0]
    arrival = into.receive()
    assert arrival is not None
    return arrival


def test_a_frame_arrives_with_its_time_and_type(spaces: tuple[Namespace, Namespace]) -> None:
    with link(spaces[0]) as out, link(spaces[1]) as into:
        assert into.receive() is None
        before = time.time_ns()
        assert out.send(DNS)
        assert out.send(DISCOVER)
        arrival = next_of(into)
        assert arrival.frame == arrival.whole == DISCOVER
        assert before <= arrival.arrived_ns <= time.time_ns()
        assert (arrival.tag, arrival.packet_type) == (None, socket.PACKET_BROADCAST)
        assert (arrival.octets, arrival.checksum_ready) == (len(DISCOVER), True)
        assert into.receive() is None
        assert into.statistics == (1, 0)
        assert into.statistics == (1, 0)
        assert len(into.mac) == 6


def test_a_tag_that_the_kernel_took_off_is_told(spaces: tuple[Namespace, Namespace]) -> None:
    stacked = (VlanTag(100, 5, tpid=0x88A8), VlanTag(7))
    tagged = encode_frame(b"x", CLIENT, SERVER, tags=stacked)
    with link(spaces[0]) as out, link(spaces[1]) as into, link(spaces[1], vlan=7) as other:
        out.send(tagged)
        out.send(encode_frame(b"y", CLIENT, SERVER, tags=[VlanTag(7)]))
        arrival = next_of(into)
        assert arrival.tag == stacked[0]
        assert arrival.whole == tagged
        assert Frame.decode(arrival.whole).payload == b"x"
        assert Frame.decode(next_of(other).whole).payload == b"y"
        assert other.receive() is None


def test_frames_to_others_are_heard_and_own_ones_left_out(spaces: tuple[Namespace, Namespace]) -> None:
    with link(spaces[0]) as out, link(spaces[0]) as beside, link(spaces[0], ignore_outgoing=1) as deaf:
        with link(spaces[1], promiscuous=True) as into:
            assert "promiscuity 1" in spaces[1].run(["ip", "-d", "link", "show", "eth0"]).stdout
            out.send(TO_OTHER)
            assert next_of(into).packet_type == socket.PACKET_OTHERHOST
        assert next_of(beside).packet_type == socket.PACKET_OUTGOING
        assert deaf.receive() is None
        assert "promiscuity 0" in spaces[1].run(["ip", "-d", "link", "show", "eth0"]).stdout


def test_a_checksum_that_was_left_to_the_card_is_told(spaces: tuple[Namespace, Namespace]) -> None:
    with link(spaces[1]) as into, spaces[0].socket() as out:
        out.sendto(b"payload", ("192.0.2.2", 67))
        arrival = next_of(into)
        frame = Frame.decode(arrival.whole)
        assert frame.udp is not None
        assert (arrival.checksum_ready, frame.udp.check, frame.problems) == (False, Check.OFFLOADED, ())


def test_drops_are_counted(spaces: tuple[Namespace, Namespace]) -> None:
    with link(spaces[0]) as out, link(spaces[1]) as into:
        into.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        for _ in range(50):
            assert out.send(DISCOVER)
        read = 0
        while into.receive() is not None:
            read += 1
        seen, dropped = into.statistics
        assert (seen, dropped) == (50, 50 - read)
        assert dropped > 0


def test_a_frame_that_is_too_long(spaces: tuple[Namespace, Namespace]) -> None:
    with link(spaces[0]) as out, pytest.raises(NetError, match="longer than the interface's MTU"):
        out.send(encode_frame(bytes(2000), CLIENT, SERVER))


def test_an_interface_that_is_down_or_goes_down() -> None:
    with Namespace() as first, Namespace(beside=first) as second:
        connect(first, second)
        with link(first) as sock:
            first.run(["ip", "link", "set", "eth0", "down"])
            with pytest.raises(
                NetError, match=r"cannot receive on eth0: Network is down\n.*is down\n.*ip link set eth0 up"
            ):
                sock.receive()
            with pytest.raises(NetError, match="cannot send on eth0"):
                sock.send(DISCOVER)
        with pytest.raises(NetError, match="the interface eth0 is down"):
            link(first)


@pytest.mark.parametrize("name", ["eth77", "a-name-longer-than-any"])
def test_an_unknown_interface(spaces: tuple[Namespace, Namespace], name: str) -> None:
    sock = spaces[0].socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    with pytest.raises(NetError, match=f"there is no interface named {name}\n  fix: choose one of: "):
        LinkSocket(name, sock=sock)
    assert sock.fileno() == -1


class PointToPoint(socket.socket):
    def getsockname(self) -> tuple[str, int, int, int, bytes]:
        return ("ppp0", 3, 0, 512, b"")


def test_an_interface_without_ethernet_headers(spaces: tuple[Namespace, Namespace]) -> None:
    sock = PointToPoint(fileno=spaces[0].socket(socket.AF_PACKET, socket.SOCK_RAW, 0).detach())
    with pytest.raises(NetError, match=r"no Ethernet headers \(hardware type 512\)"):
        open_link("eth0", [(6, 0, 0, 0)], sock=sock)


SCRIPT = """
import sys
from dhcptools.net.link import LinkSocket, NetError
assert not {"numpy", "ctypes", "pyroute2"} & set(sys.modules), "a light import loads heavy modules"
try:
    LinkSocket("lo").close()
except NetError as error:
    print(error)
"""


def test_without_the_capability_the_error_says_the_way_out() -> None:
    root = str(Path(__file__).resolve().parents[2])
    python = [sys.executable, "-c", f"import sys; sys.path.insert(0, {root!r})\n{SCRIPT}"]
    with Namespace() as namespace:
        without = ["setpriv", "--inh-caps", "-net_raw", "--bounding-set", "-net_raw", "--", *python]
        told = namespace.run(without).stdout.splitlines()
        assert namespace.run(python).stdout == ""
    assert told[0] == "cannot open a raw socket on lo: Operation not permitted"
    assert told[1].startswith("  why: AF_PACKET needs CAP_NET_RAW; this process (uid ")
    assert "setcap cap_net_raw=+ep" in told[2]
