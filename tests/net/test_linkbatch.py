from __future__ import annotations

import select
import socket
import time
from collections.abc import Iterator
from ipaddress import IPv4Address

import numpy as np
import pytest

from dhcptools.net.bpf import dhcp_filter
from dhcptools.net.link import open_link
from dhcptools.net.linkbatch import BatchLink
from dhcptools.packet.ethernet import VlanTag
from dhcptools.packet.frame import Endpoint, encode_frame
from support.namespaces import Namespace, connect

CLIENT = Endpoint(bytes.fromhex("020000000001"), IPv4Address(0), 68)
SERVER = Endpoint(bytes.fromhex("02000000ffff"), IPv4Address("255.255.255.255"), 67)


@pytest.fixture(scope="module")
def spaces() -> Iterator[tuple[Namespace, Namespace]]:
    with Namespace() as first, Namespace(beside=first) as second:
        connect(first, second)
        yield first, second


def batch(namespace: Namespace, *, octets: int = 1600, vlan: int | None = None, skip_queue: bool = True) -> BatchLink:
    sock = namespace.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
    program = dhcp_filter((67,), vlan=vlan, to_ports_only=True)
    open_link("eth0", program, promiscuous=True, ignore_outgoing=True, sock=sock)
    return BatchLink(sock, octets=octets, skip_queue=skip_queue)


def numbered(count: int, tag: VlanTag | None = None) -> np.typing.NDArray[np.uint8]:
    tags = [tag] if tag else []
    frames = [encode_frame(number.to_bytes(4) * 70, CLIENT, SERVER, tags=tags) for number in range(count)]
    return np.frombuffer(b"".join(frames), np.uint8).reshape(count, -1)


def collect(into: BatchLink, count: int) -> list[bytes]:
    found: list[bytes] = []
    while len(found) < count:
        received = into.receive()
        if received is None:
            assert select.select([into], [], [], 2)[0], f"{len(found)} of {count} came"
            continue
        assert received.packet_types.tolist() == [socket.PACKET_OTHERHOST] * len(received.rows)
        assert not received.truncated.any()
        assert np.abs(received.arrived_ns - time.time_ns()).max() < 5_000_000_000
        found += [row[:length].tobytes() for row, length in zip(received.rows, received.lengths, strict=True)]
    assert into.receive() is None
    return found


@pytest.mark.parametrize("skip_queue", [True, False])
def test_frames_arrive_as_they_were_sent(spaces: tuple[Namespace, Namespace], skip_queue: bool) -> None:
    out, into = batch(spaces[0], skip_queue=skip_queue), batch(spaces[1])
    with out.socket, into.socket:
        rows = numbered(1500)
        assert out.send(rows, rows.shape[1]) == 1500
        assert collect(into, 1500) == [row.tobytes() for row in rows]
        assert (into.dropped, into.refused) == (0, 0)
        assert min(into.buffers) > 100_000


def test_lengths_of_their_own(spaces: tuple[Namespace, Namespace]) -> None:
    out, into = batch(spaces[0]), batch(spaces[1])
    with out.socket, into.socket:
        rows = numbered(3)
        assert out.send(rows, np.array([60, 100, 322])) == 3
        assert [len(frame) for frame in collect(into, 3)] == [60, 100, 322]
        with pytest.raises(ValueError, match="do not fit"):
            out.send(rows, 2000)


def test_frames_longer_than_a_row_are_told(spaces: tuple[Namespace, Namespace]) -> None:
    out, into = batch(spaces[0]), batch(spaces[1], octets=100)
    with out.socket, into.socket:
        rows = numbered(2)
        out.send(rows, rows.shape[1])
        assert select.select([into], [], [], 2)[0]
        received = into.receive()
        assert received is not None
        assert received.lengths.tolist() == [100, 100]
        assert received.sent_lengths.tolist() == [rows.shape[1]] * 2
        assert received.truncated.all()


def test_only_the_vlan_asked_for(spaces: tuple[Namespace, Namespace]) -> None:
    out, into = batch(spaces[0]), batch(spaces[1], vlan=7)
    with out.socket, into.socket:
        for tag in (None, VlanTag(8), VlanTag(7)):
            rows = numbered(4, tag)
            assert out.send(rows, rows.shape[1]) == 4
        assert collect(into, 4) == [row.tobytes() for row in numbered(4)]


def test_drops_are_counted(spaces: tuple[Namespace, Namespace]) -> None:
    out, into = batch(spaces[0]), batch(spaces[1])
    with out.socket, into.socket:
        into.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        rows = numbered(200)
        assert out.send(rows, rows.shape[1]) == 200
        read = 0
        while (received := into.receive()) is not None:
            read += len(received.rows)
        assert into.dropped == 200 - read > 0
        assert into.dropped == 200 - read


def test_an_interface_that_is_down_is_an_error() -> None:
    with Namespace() as first, Namespace(beside=first) as second:
        connect(first, second)
        out = batch(first)
        with out.socket:
            first.run(["ip", "link", "set", "eth0", "down"])
            rows = numbered(2)
            with pytest.raises(OSError, match="Network is down"):
                out.send(rows, rows.shape[1])


def test_other_sockets_and_sizes_are_refused(spaces: tuple[Namespace, Namespace]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock, pytest.raises(ValueError, match="AF_PACKET"):
        BatchLink(sock)
    with spaces[0].socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as sock, pytest.raises(ValueError, match="rows"):
        BatchLink(sock, rows=0)
