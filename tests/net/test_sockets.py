from __future__ import annotations

import errno
import socket
import subprocess
import sys

import pytest

from dhcptools.net.sockets import NetError, grow_buffer, open_udp, resolve, route_source
from support.namespaces import Namespace, connect

INSIDE = "from dhcptools.net.sockets import *; import socket; "


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_a_socket_is_bound_where_it_was_asked_to_be(family: int, host: str) -> None:
    with open_udp(family, host, 0) as sock:
        assert sock.getsockname()[0] == host
        port = sock.getsockname()[1]
        with pytest.raises(NetError, match=f"UDP port {port}") as raised:
            open_udp(family, host, port)
        assert raised.value.errno == errno.EADDRINUSE


def test_both_families_and_sharing_programs_can_have_one_port() -> None:
    with open_udp(socket.AF_INET6, "", 0, reuse=True) as first:
        port = first.getsockname()[1]
        with open_udp(socket.AF_INET, "", port), open_udp(socket.AF_INET6, "", port, reuse=True) as third:
            assert third.getsockname()[1] == port


def test_broadcast_is_allowed_only_when_asked_for() -> None:
    for broadcast in (False, True):
        with open_udp(socket.AF_INET, "127.0.0.1", 0, broadcast=broadcast) as sock:
            assert bool(sock.getsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST)) is broadcast


@pytest.mark.parametrize(
    ("family", "host", "device", "number"),
    [
        (socket.AF_INET, "192.0.2.77", None, errno.EADDRNOTAVAIL),
        (socket.AF_INET, "server.example", None, errno.EADDRNOTAVAIL),
        (socket.AF_INET6, "2001:db8::77", None, errno.EADDRNOTAVAIL),
        (socket.AF_INET6, "192.0.2.1", None, errno.EADDRNOTAVAIL),
        (socket.AF_INET, "127.0.0.1", "nodevice0", errno.ENODEV),
    ],
)
def test_what_the_system_refuses_is_explained(family: int, host: str, device: str | None, number: int) -> None:
    with pytest.raises(NetError) as raised:
        open_udp(family, host, 0, device=device)
    assert raised.value.errno == number
    assert raised.value.fix


def test_a_privileged_port_names_the_capability_and_the_ways_out() -> None:
    # Without privilege in its own user namespace, or as nobody: either way port 67 is refused.
    script = INSIDE + "\ntry: open_udp(socket.AF_INET, '127.0.0.1', 67)\nexcept NetError as error: print(error)"
    with Namespace() as namespace:
        done = namespace.run(
            ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all", sys.executable, "-c", script],
            env={"PYTHONPATH": ":".join(sys.path)},
        )
    assert "CAP_NET_BIND_SERVICE" in done.stdout
    assert "setcap" in done.stdout
    assert "RFC 8357" in done.stdout


def test_a_device_ties_the_socket_to_one_interface() -> None:
    with Namespace("127.0.0.2/8") as near, Namespace(beside=near) as far:
        connect(near, far, ["192.0.2.1/24"], ["192.0.2.2/24"])
        script = (
            INSIDE
            + "sock = open_udp(socket.AF_INET, '', 0, device='eth0'); "
            + "print(sock.getsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, 16).strip(b'\\0').decode())"
        )
        done = near.run([sys.executable, "-c", script], env={"PYTHONPATH": ":".join(sys.path)})
        assert done.stdout == "eth0\n"


def test_the_source_of_a_route_is_the_address_that_faces_the_server() -> None:
    assert route_source("127.0.0.1", 67) == "127.0.0.1"
    assert route_source("::1", 547) == "::1"
    with Namespace() as near, Namespace(beside=near) as far:
        connect(near, far, ["192.0.2.1/24", "2001:db8::1/64", "fe80::1/64"], ["192.0.2.2/24", "2001:db8::2/64"])

        def found(server: str) -> str:
            script = INSIDE + f"\ntry: print(route_source({server!r}, 67))\nexcept NetError as error: print(error)"
            return near.run([sys.executable, "-c", script], env={"PYTHONPATH": ":".join(sys.path)}).stdout

        assert found("192.0.2.2") == "192.0.2.1\n"
        assert found("192.0.2.255") == "192.0.2.1\n"
        assert found("2001:db8::2") == "2001:db8::1\n"
        assert found("fe80::2%eth0").endswith("%eth0\n")
        assert "ip route get 198.51.100.1" in found("198.51.100.1")
        assert "fe80::2%eth0" in found("fe80::2")


def test_names_are_resolved_and_unknown_ones_explained() -> None:
    assert resolve("localhost", 67, socket.AF_INET) == (socket.AF_INET, "127.0.0.1")
    assert resolve("::1", 547) == (socket.AF_INET6, "::1")
    for name in ("", "no-such-host.invalid", "a" * 300, "192.0.2.1.1"):
        with pytest.raises(NetError, match=r"cannot find"):
            resolve(name or "\0", 67)
    with pytest.raises(NetError, match=r"no IPv6 address") as raised:
        resolve("192.0.2.1", 547, socket.AF_INET6)
    assert "-4 or -6" in raised.value.fix


def test_buffers_grow_and_never_shrink() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        before = sock.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
        grow_buffer(sock, socket.SO_RCVBUF, 4096)
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF) == before
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
        grow_buffer(sock, socket.SO_SNDBUF, 50_000)
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) == 100_000


def test_importing_it_is_light() -> None:
    script = (
        "import sys; import dhcptools.net.sockets; "
        "print([name for name in ('numpy', 'pyroute2', 'ctypes', 'asyncio', 'dataclasses') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert done.stdout == "[]\n"
