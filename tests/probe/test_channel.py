"""UDP channels: deadlines hold, sources are told, ICMP errors are counted."""

from __future__ import annotations

import socket
import threading
from ipaddress import IPv4Address, IPv6Address

import pytest

from dhcptools.net.sockets import NetError, open_udp
from dhcptools.probe.channel import HeedfulChannel, StoppedError, UdpChannel, literal_of, now_ns, pause
from support.answerer import Answerer
from support.queries import FakeChannel

MILLISECOND = 1_000_000


def test_a_datagram_comes_with_its_source() -> None:
    with Answerer(lambda octets: [octets[::-1]]) as server, open_udp(socket.AF_INET, "127.0.0.1", 0) as sock:
        channel = UdpChannel(sock, server.port)
        channel.send(b"abc", IPv4Address("127.0.0.1"))
        arrived = channel.receive(now_ns() + 5_000 * MILLISECOND)
    assert arrived is not None
    assert (arrived.octets, arrived.source, arrived.port, arrived.mac) == (b"cba", "127.0.0.1", server.port, None)


def test_ipv6(tmp_path: object) -> None:
    with Answerer(lambda octets: [octets], socket.AF_INET6) as server, open_udp(socket.AF_INET6, "::1", 0) as sock:
        channel = UdpChannel(sock, server.port)
        channel.send(b"abc", IPv6Address("::1"))
        arrived = channel.receive(now_ns() + 5_000 * MILLISECOND)
    assert arrived is not None
    assert arrived.source == "::1"


def test_nothing_until_the_deadline() -> None:
    with open_udp(socket.AF_INET, "127.0.0.1", 0) as sock:
        began = now_ns()
        assert UdpChannel(sock, 9).receive(began + 20 * MILLISECOND) is None
        assert 20 * MILLISECOND <= now_ns() - began < 2_000 * MILLISECOND


def test_a_deadline_in_the_past_is_over_at_once() -> None:
    with open_udp(socket.AF_INET, "127.0.0.1", 0) as sock:
        assert UdpChannel(sock, 9).receive(now_ns() - 1) is None


def test_port_unreachable_is_counted_and_the_wait_goes_on() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with open_udp(socket.AF_INET, "127.0.0.1", 0) as sock:
        channel = UdpChannel(sock, port)
        for _ in range(2):  # the second send meets the error of the first
            channel.send(b"x", IPv4Address("127.0.0.1"))
        until = now_ns() + 30 * MILLISECOND
        assert channel.receive(until) is None
        assert now_ns() >= until
    assert channel.refused >= 1


def test_no_route_is_explained() -> None:
    with open_udp(socket.AF_INET, "127.0.0.1", 0) as sock, pytest.raises(NetError):
        UdpChannel(sock, 9).send(b"x", IPv4Address("203.0.113.1"))


def test_chatter_does_not_move_the_deadline() -> None:
    stop = threading.Event()
    with open_udp(socket.AF_INET, "127.0.0.1", 0) as sock, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as noisy:
        target = sock.getsockname()

        def chatter() -> None:
            while not stop.wait(0.001):
                noisy.sendto(b"chatter", target)

        thread = threading.Thread(target=chatter)
        thread.start()
        try:
            channel, until = UdpChannel(sock, 9), now_ns() + 50 * MILLISECOND
            while channel.receive(until) is not None:
                pass
            assert now_ns() - until < 2_000 * MILLISECOND
        finally:
            stop.set()
            thread.join()


def test_literals_and_zones() -> None:
    assert literal_of("127.0.0.1", 67, socket.AF_INET) == ("127.0.0.1", 0)
    index = socket.if_nametoindex("lo")
    assert literal_of("fe80::1%lo", 547, socket.AF_INET6) == ("fe80::1", index)


def test_what_has_arrived_is_handed_on_before_a_wait_is_ended() -> None:
    inner = FakeChannel(lambda octets: [octets, octets])
    wished = False
    channel = HeedfulChannel(inner, lambda: wished)
    channel.send(b"abc", IPv4Address("192.0.2.1"))
    wished = True
    assert [channel.receive(now_ns() + 3_600_000 * MILLISECOND) for _ in range(2)] != [None, None]
    with pytest.raises(StoppedError):
        channel.receive(now_ns() + 3_600_000 * MILLISECOND)
    inner.refused = 3
    assert channel.refused == 3


def test_a_flood_does_not_keep_a_wait_from_ending() -> None:
    inner = FakeChannel(lambda octets: [octets] * 1000)
    channel = HeedfulChannel(inner, lambda: True)
    channel.send(b"abc", IPv4Address("192.0.2.1"))
    handed_on = [channel.receive(now_ns() + 3_600_000 * MILLISECOND) for _ in range(64)]
    assert None not in handed_on
    with pytest.raises(StoppedError):
        channel.receive(now_ns() + 3_600_000 * MILLISECOND)


def test_a_heedful_channel_keeps_its_deadline() -> None:
    with open_udp(socket.AF_INET, "127.0.0.1", 0) as sock:
        began = now_ns()
        channel = HeedfulChannel(UdpChannel(sock, 9), lambda: False)
        assert channel.receive(began + 120 * MILLISECOND) is None
        assert channel.fileno() == sock.fileno()
        assert 120 * MILLISECOND <= now_ns() - began < 5_000 * MILLISECOND


def test_a_pause_ends_with_its_time_or_a_wish() -> None:
    began = now_ns()
    pause(began + 20 * MILLISECOND, lambda: False)
    assert now_ns() - began >= 20 * MILLISECOND
    pause(began, lambda: True)  # it is over already
    with pytest.raises(StoppedError):
        pause(now_ns() + 3_600_000 * MILLISECOND, lambda: True)
