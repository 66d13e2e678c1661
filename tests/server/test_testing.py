"""The server for tests of other projects, as they use it."""

from __future__ import annotations

import doctest
import os
import signal
import socket
from pathlib import Path

import pytest

from dhcpserver import testing
from dhcpserver.testing import Server, ServerError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v6 import Message6, decode6
from support.client import MyClient
from support.dialogue import message6, na, pd


def test_the_example_of_the_docstring_is_true() -> None:
    results = doctest.testmod(testing, extraglobs={"MyClient": MyClient})
    assert (results.failed, results.attempted >= 2) == (0, True)


def test_a_file_of_faults_and_a_seed(tmp_path: Path) -> None:
    path = tmp_path / "faults.toml"
    path.write_text('[[fault]]\naction = "lease-time 7s"\n[[fault]]\naction = "nak"\nfirst = 1\n')
    with Server(scenario=path, seed=3) as server, MyClient(server.address, server.port) as client:
        assert client.get_lease() == "192.0.2.10"
        faults = [(event.type, event.action, event.done) for event in server.events() if event.event == "fault"]
        assert faults[1:3] == [("request", "nak", "answered with NAK"), ("offer", "lease-time", "lease time is 7 s")]
        seen = [event.type for event in server.events() if event.event in {"received", "sent"}]
        assert seen == ["discover", "offer", "request", "nak", "discover", "offer", "request", "ack"]
        (lease,) = server.leases()
        assert (lease.hwaddr, lease.state, lease.valid_lifetime) == ("02:00:00:00:00:01", "assigned", 3600)
        assert lease.expires is not None


def test_dhcpv6() -> None:
    with Server(family=6, prefix="2001:db8:100::/40/56", pool=["2001:db8:1::10"], lifetime=0xFFFFFFFF) as server:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as sock:
            sock.settimeout(5)
            sock.bind(("::1", 0))
            sock.sendto(message6(1, na(), pd(), RawOption(14, b"")).encode(), (server.address, server.port))
            reply = decode6(sock.recv(2000))
        assert isinstance(reply, Message6)
        assert reply.msg_type == 7
        assert [(lease.address, lease.prefix_len) for lease in server.leases()] == [
            ("2001:db8:100::", 56), ("2001:db8:1::10", 128),
        ]  # fmt: skip  # by address as text
        assert server.leases()[0].expires is None
        assert [event.address for event in server.events()] == ["", "2001:db8:1::10"]


def test_a_kea_file(tmp_path: Path) -> None:
    path = tmp_path / "kea.conf"
    path.write_text('{"Dhcp4": {"subnet4": [{"id": 9, "subnet": "127.0.0.0/8", "pools": [{"pool": "127.1.0.1/32"}]}]}}')
    with Server(config=path) as server, MyClient(server.address, server.port) as client:
        assert client.get_lease() == "127.1.0.1"
        assert server.leases()[0].subnet_id == 9


@pytest.mark.parametrize(
    ("settings", "reason"),
    [({"scenario": "dorp"}, "did you mean drop"), ({"pool": "x"}, "no address"), ({"config": "/none"}, "No such file")],
)
def test_what_cannot_be_started_says_why(settings: dict[str, str], reason: str) -> None:
    with pytest.raises(ServerError, match=reason), Server(**settings):  # type: ignore[arg-type]  # texts all
        pass


def test_questions_need_a_server() -> None:
    server = Server()
    with pytest.raises(ServerError, match="not running"):
        server.leases()
    with server:
        os.kill(server.pid, signal.SIGKILL)
        with pytest.raises(ServerError, match="has ended"):
            server.counters()
    assert server.pid == 0
