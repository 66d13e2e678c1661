from __future__ import annotations

import errno
import os

import pytest

from dhcptools.net.errors import NetError, bind_error, link_error, route_error


def refused(number: int) -> OSError:
    return OSError(number, os.strerror(number))


@pytest.mark.parametrize(
    ("number", "port", "why", "fix"),
    [
        (errno.EACCES, 67, "port 67 needs CAP_NET_BIND_SERVICE", "setcap cap_net_bind_service"),
        (errno.EACCES, 10067, "not allowed", "sudo"),
        (errno.EADDRINUSE, 67, "uses UDP port 67", "ss -lunp 'sport = :67'"),
        (errno.EADDRNOTAVAIL, 67, "has the address 192.0.2.1", "ip address"),
        (errno.ENODEV, 67, "no interface named eth9", "ip link"),
        (errno.EIO, 67, "EIO", "check"),
    ],
)
def test_a_refused_bind_says_what_why_and_how(number: int, port: int, why: str, fix: str) -> None:
    error = bind_error(refused(number), "192.0.2.1", port, "eth9")
    assert error.what == f"cannot open UDP 192.0.2.1:{port} on eth9: {os.strerror(number)}"
    assert why in error.why
    assert fix in error.fix
    assert error.errno == number
    assert str(error) == f"{error.what}\n  why: {error.why}\n  fix: {error.fix}"


@pytest.mark.parametrize(("address", "shown"), [("", "*:67"), ("::1", "[::1]:67")])
def test_every_kind_of_address_is_readable(address: str, shown: str) -> None:
    assert f"UDP {shown}: " in bind_error(refused(errno.EADDRINUSE), address, 67, None).what


@pytest.mark.parametrize(
    ("number", "server", "why", "fix"),
    [
        (errno.ENETUNREACH, "192.0.2.1", "no route", "ip route get 192.0.2.1"),
        (errno.EINVAL, "fe80::1", "link-local", "fe80::1%eth0"),
        (errno.EACCES, "192.0.2.255", "broadcast", "firewall"),
        (errno.EIO, "192.0.2.1", "EIO", "address"),
    ],
)
def test_no_way_to_a_server_says_what_why_and_how(number: int, server: str, why: str, fix: str) -> None:
    error = route_error(refused(number), server)
    assert isinstance(error, NetError)
    assert error.what == f"cannot reach {server}: {os.strerror(number)}"
    assert why in error.why
    assert fix in error.fix


@pytest.mark.parametrize(
    ("number", "interface", "why", "fix"),
    [
        (errno.EPERM, "eth0", "AF_PACKET needs CAP_NET_RAW", "setcap cap_net_raw=+ep"),
        (errno.ENODEV, "eth9", "no interface named eth9", "choose one of: lo, eth0"),
        (errno.ENETDOWN, "eth0", "is down", "ip link set eth0 up"),
        (errno.EAFNOSUPPORT, "eth0", "no AF_PACKET", "af_packet"),
        (errno.EIO, "eth0", "EIO", "ip -details link show eth0"),
    ],
)
def test_a_refused_raw_socket_says_what_why_and_how(number: int, interface: str, why: str, fix: str) -> None:
    error = link_error(refused(number), interface, ["lo", "eth0"])
    assert error.what == f"cannot open a raw socket on {interface}: {os.strerror(number)}"
    assert why in error.why
    assert fix in error.fix
    assert error.errno == number
    assert link_error(refused(number), interface, doing="send on").what.startswith(f"cannot send on {interface}: ")


def test_a_name_that_no_interface_can_have_is_an_unknown_one() -> None:
    error = link_error(OSError("interface name too long"), "a-name-longer-than-any")
    assert error.what == "cannot open a raw socket on a-name-longer-than-any: interface name too long"
    assert error.fix == "choose one that `ip link` lists"
