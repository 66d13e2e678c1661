"""The embedded server: answers on loopback, dies with its parent, costs its user no numpy."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from ipaddress import IPv4Address, IPv6Address

import pytest

from dhcpserver.embedded import Embedded, EmbeddedError
from dhcptools.packet.raw import RawOption
from dhcptools.packet.v4 import Message4
from dhcptools.packet.v6 import RelayMessage6, decode6
from support.dialogue import discover, message6, na, opt4, pd, relay6


def test_it_answers_a_relay_on_loopback_with_its_source_port() -> None:
    with Embedded(4) as server, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(5)
        sock.bind(("127.0.0.1", 0))
        query = discover(1, opt4(82, b"\x13\0"), giaddr=IPv4Address("127.0.0.1"))
        sock.sendto(query.encode(), (server.address, server.port))
        reply = Message4.decode(sock.recv(2000))
        assert (reply.message_type, str(reply.yiaddr)) == (2, "10.0.0.1")
        assert server.pid > 0
    assert server.pid == 0


def test_it_answers_dhcpv6_relays_too() -> None:
    with Embedded(6) as server, socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as sock:
        sock.settimeout(5)
        sock.bind(("::1", 0))
        query = relay6(message6(1, na(), pd()), "::1", RawOption(135, b"\0\0"))
        sock.sendto(query.encode(), (server.address, server.port))
        reply = decode6(sock.recv(2000))
        assert isinstance(reply, RelayMessage6)
        assert reply.link_address == IPv6Address("::1")


def test_it_dies_with_its_parent() -> None:
    script = (
        "import os, sys; from dhcpserver.embedded import Embedded\n"
        "server = Embedded(4).__enter__(); print(server.pid, flush=True); sys.stdin.read()"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    parent = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    descriptor = os.pidfd_open(pid)
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    import select

    ready, _, _ = select.select([descriptor], [], [], 10)
    os.close(descriptor)
    assert ready  # the process has ended


def test_a_family_there_is_not() -> None:
    with pytest.raises(ValueError, match="DHCPv5"):
        Embedded(5)


def test_a_server_that_does_not_start_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(EmbeddedError, match="did not start"), Embedded(4):
        pass


def test_numpy_is_loaded_by_nobody_but_who_serves() -> None:
    code = "import sys, dhcpserver.embedded, dhcpserver.embedded_main as m; m.settings(4); m.settings(6); "
    code += "print('numpy' in sys.modules, 'pyroute2' in sys.modules)"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
