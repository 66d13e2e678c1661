"""What the operating system refused, told as what, why and how to fix it."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence

_NAME_OCTETS = 16  # IFNAMSIZ, with the final zero


class NetError(Exception):
    """Something the environment does not allow.

    ``what`` is what was tried and the system's words for the failure, ``why`` the cause, ``fix`` what to do about it.
    """

    def __init__(self, what: str, why: str, fix: str, number: int | None = None) -> None:
        """``number`` is the errno behind it, when there is one."""
        super().__init__(what, why, fix)
        self.what = what
        self.why = why
        self.fix = fix
        self.errno = number

    def __str__(self) -> str:
        return f"{self.what}\n  why: {self.why}\n  fix: {self.fix}"


def granting(capability: str) -> str:
    """How a privilege is got, as the beginning of a fix."""
    return f"run it with sudo, or grant it once with `sudo setcap {capability}=+ep {os.path.realpath(sys.executable)}`"


def bind_error(error: OSError, address: str, port: int, device: str | None) -> NetError:
    """Why a UDP socket could not be opened on an address, port and device."""
    where = f"[{address}]:{port}" if ":" in address else f"{address or '*'}:{port}"
    if device:
        where += f" on {device}"
    what = f"cannot open UDP {where}: {error.strerror or error}"
    number = error.errno
    if number in {errno.EACCES, errno.EPERM}:
        if 0 < port < 1024:
            why = f"port {port} needs CAP_NET_BIND_SERVICE; this process (uid {os.geteuid()}) lacks it"
            fix = (
                f"{granting('cap_net_bind_service')}, or choose a local port from 1024 up: as a relay with its own "
                "source port (RFC 8357) no privilege is needed"
            )
        else:
            why = f"this process (uid {os.geteuid()}) is not allowed to use that address or device"
            fix = "run it with sudo, or choose an address of this host"
    elif number == errno.EADDRINUSE:
        why = f"another program uses UDP port {port} there already, most likely a DHCP server, relay or client"
        fix = f"see who with `ss -lunp 'sport = :{port}'`, then stop it or choose another local port or address"
    elif number == errno.EADDRNOTAVAIL:
        why = f"no interface of this host has the address {address}"
        fix = "choose one that `ip address` lists; a link-local IPv6 address needs its zone, as in fe80::1%eth0"
    elif number == errno.ENODEV:
        why = f"there is no interface named {device}"
        fix = "choose one that `ip link` lists"
    else:
        why = f"the kernel says {errno.errorcode.get(number or 0, 'no more than that')}"
        fix = "check the address, the port and the interface"
    return NetError(what, why, fix, number)


def route_error(error: OSError, server: str) -> NetError:
    """Why there is no way from here to a server."""
    what = f"cannot reach {server}: {error.strerror or error}"
    number = error.errno
    if number in {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.EADDRNOTAVAIL}:
        why = "no route on this host leads there"
        fix = f"check `ip route get {server}`, and that the interface is up and has an address"
    elif number == errno.EINVAL and server.lower().startswith(("fe80:", "ff")):
        why = "a link-local or multicast address is complete only with its interface"
        fix = f"add the zone: {server}%eth0"
    elif number in {errno.EACCES, errno.EPERM}:
        why = "a local rule forbids it, or it is a broadcast address and the socket is not allowed to broadcast"
        fix = "check the firewall rules of this host and the address"
    else:
        why = f"the kernel says {errno.errorcode.get(number or 0, 'no more than that')}"
        fix = "check the server's address"
    return NetError(what, why, fix, number)


def link_error(
    error: OSError, interface: str, known: Sequence[str] = (), *, doing: str = "open a raw socket on"
) -> NetError:
    """Why frames cannot be sent or received on an interface; ``known`` are the names of those that exist."""
    what = f"cannot {doing} {interface}: {error.strerror or error}"
    number = error.errno
    if number in {errno.EPERM, errno.EACCES}:
        why = f"AF_PACKET needs CAP_NET_RAW; this process (uid {os.geteuid()}) lacks it"
        fix = granting("cap_net_raw")
    elif number in {errno.ENODEV, errno.ENXIO} or len(interface.encode()) >= _NAME_OCTETS:
        why = f"there is no interface named {interface}"
        fix = f"choose one of: {', '.join(known)}" if known else "choose one that `ip link` lists"
    elif number == errno.ENETDOWN:
        why = f"the interface {interface} is down"
        fix = f"bring it up with `sudo ip link set {interface} up`"
    elif number == errno.EAFNOSUPPORT:
        why = "this kernel or container has no AF_PACKET sockets"
        fix = "run it on the host, or load the kernel module af_packet"
    else:
        why = f"the kernel says {errno.errorcode.get(number or 0, 'no more than that')}"
        fix = f"check the interface with `ip -details link show {interface}`"
    return NetError(what, why, fix, number)
