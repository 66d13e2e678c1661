from __future__ import annotations

import ctypes
import errno
import select
import socket
import struct

import numpy as np
import pytest

from dhcptools.net.mmsg import BatchSocket
from dhcptools.net.transmit import pack_address
from support.namespaces import Namespace, connect


def drain(batch: BatchSocket) -> list[bytes]:
    found: list[bytes] = []
    while (received := batch.receive()) is not None:
        found += [row[:length].tobytes() for row, length in zip(received.rows, received.lengths, strict=True)]
    return found


def test_addresses_are_packed_as_the_kernel_wants_them() -> None:
    assert pack_address(socket.AF_INET, ("192.0.2.1", 67)) == (
        struct.pack("=H", socket.AF_INET) + bytes([0, 67, 192, 0, 2, 1]) + bytes(8)
    )
    packed = pack_address(socket.AF_INET6, ("fe80::1%lo", 547))
    assert packed[:8] == struct.pack("=H", socket.AF_INET6) + struct.pack("!HI", 547, 0)
    assert packed[8:24] == socket.inet_pton(socket.AF_INET6, "fe80::1")
    assert packed[24:] == struct.pack("=I", socket.if_nametoindex("lo"))
    assert pack_address(socket.AF_INET6, ("fe80::1%7", 547))[24:] == struct.pack("=I", 7)


@pytest.mark.parametrize("host", ["", "192.0.2", "2001:db8::1", "fe80::1%lo"])
def test_what_is_no_ipv4_literal_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="not an IPv4 address"):
        pack_address(socket.AF_INET, (host, 67))


@pytest.mark.parametrize("host", ["", "192.0.2.1", "fe80::1%no-such-device"])
def test_what_is_no_ipv6_literal_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="not an IPv6 address"):
        pack_address(socket.AF_INET6, (host, 67))


def test_rows_longer_than_the_link_are_fragmented_instead_of_cut() -> None:
    with Namespace() as namespace:
        namespace.run(["ip", "link", "set", "lo", "mtu", "1500"])
        with (
            namespace.socket(address=("127.0.0.1", 0)) as sender,
            namespace.socket(address=("127.0.0.1", 0)) as receiver,
        ):
            out, into = BatchSocket(sender, segment=True), BatchSocket(receiver, octets=2000)
            rows = np.arange(20 * 2000, dtype=np.uint32).astype(np.uint8).reshape(20, 2000)
            assert out.send(rows, 2000, receiver.getsockname()) == 20
            assert drain(into) == [row.tobytes() for row in rows]
            # Shorter rows are still cut by the kernel.
            assert out.segmenting
            assert out.send(rows, 262, receiver.getsockname()) == 20
            assert drain(into) == [row[:262].tobytes() for row in rows]


def test_checksums_switched_off_switch_segments_off() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver,
    ):
        so_no_check = 11  # the kernel refuses UDP_SEGMENT with EIO or EINVAL when it may not compute checksums
        sender.setsockopt(socket.SOL_SOCKET, so_no_check, 1)
        receiver.bind(("127.0.0.1", 0))
        out, into = BatchSocket(sender, segment=True), BatchSocket(receiver)
        rows = np.arange(20 * 100, dtype=np.uint32).astype(np.uint8).reshape(20, 100)
        assert out.send(rows, 100, receiver.getsockname()) == 20
        assert drain(into) == [row.tobytes() for row in rows]


@pytest.mark.parametrize("segment", [False, True])
def test_a_full_send_buffer_takes_leading_rows_and_the_others_can_follow(segment: bool) -> None:
    with Namespace() as near, Namespace(beside=near) as far:
        connect(near, far, ["192.0.2.1/24"], ["192.0.2.2/24"])
        # The far end answers no ARP: datagrams wait for the neighbour and fill the send buffer.
        far.run(["ip", "link", "set", "eth0", "arp", "off"])
        with near.socket(address=("192.0.2.1", 0)) as sender, far.socket(address=("192.0.2.2", 0)) as receiver:
            sender.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
            out, into = BatchSocket(sender, segment=segment, send_buffer=1), BatchSocket(receiver)
            to = receiver.getsockname()
            rows = np.arange(200 * 300, dtype=np.uint32).astype(np.uint8).reshape(200, 300)
            sent = out.send(rows, 300, to)
            assert 0 < sent < 200
            assert out.send(rows[sent:], 300, to) == 0
            mac = far.run(["ip", "-o", "link", "show", "eth0"]).stdout.split("link/ether ")[1].split()[0]
            near.run(["ip", "neighbour", "replace", "192.0.2.2", "lladdr", mac, "dev", "eth0"])
            found: list[bytes] = []
            while len(found) < 200:
                sent += out.send(rows[sent:], 300, to)
                assert select.select([into], [], [], 2)[0], f"{len(found)} came, {sent} were sent"
                found += drain(into)
            assert sent == 200
            assert found == [row.tobytes() for row in rows]


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_every_row_goes_to_an_address_of_its_own(family: int) -> None:
    host = "127.0.0.1" if family == socket.AF_INET else "::1"
    with (
        socket.socket(family, socket.SOCK_DGRAM) as sender,
        socket.socket(family, socket.SOCK_DGRAM) as first,
        socket.socket(family, socket.SOCK_DGRAM) as second,
    ):
        for sock in (sender, first, second):
            sock.bind((host, 0))
        out, into = BatchSocket(sender, rows=8), [BatchSocket(first), BatchSocket(second)]
        ports = np.array([first.getsockname()[1], second.getsockname()[1]] * 10, np.uint16)
        packed = socket.inet_pton(family, host)
        if family == socket.AF_INET:
            addresses = np.full(20, int.from_bytes(packed), np.uint32)
        else:
            addresses = np.tile(np.frombuffer(packed, np.uint8), (20, 1))
        rows = np.arange(20, dtype=np.uint8)[:, None].repeat(9, 1)
        lengths = np.arange(20) % 9 + 1
        assert out.send_each(rows, lengths, addresses, ports) == 20
        for turn in (0, 1):
            assert drain(into[turn]) == [bytes([number]) * (number % 9 + 1) for number in range(turn, 20, 2)]
        # All to one address: cut by the kernel where it can; then to a single address again.
        assert out.send_each(rows, 9, addresses, ports[:1].repeat(20)) == 20
        assert drain(into[0]) == [row.tobytes() for row in rows]
        assert out.send(rows, 9, (host, int(ports[1]))) == 20
        assert drain(into[1]) == [row.tobytes() for row in rows]
        with pytest.raises(ValueError, match="20 rows need 20 addresses and ports, not 19 and 20"):
            out.send_each(rows, 9, addresses[:19], ports)


@pytest.mark.parametrize(("errors", "taken"), [([errno.EHOSTUNREACH], 5), ([errno.EHOSTUNREACH] * 2, None)])
def test_an_error_that_a_firewall_caused_is_told_once(
    errors: list[int], taken: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An ICMP error of an earlier datagram goes when it is told; a missing route stays, and is an error."""

    def sendmmsg(descriptor: int, at: int, count: int, flags: int) -> int:
        del descriptor, at, flags
        if errors:
            ctypes.set_errno(errors.pop())
            return -1
        return count

    monkeypatch.setattr("dhcptools.net.libc.sendmmsg", sendmmsg)
    rows = np.zeros((5, 300), np.uint8)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sender = BatchSocket(sock, segment=False)
        if taken is None:
            with pytest.raises(OSError, match="route"):
                sender.send(rows, 300)
        else:
            assert sender.send(rows, 300) == taken
