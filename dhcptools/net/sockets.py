"""Opening UDP sockets for DHCP, and finding out which address of ours faces a server.

Light on purpose: the standard library only, and nothing of it that is slow to import.
"""

from __future__ import annotations

import contextlib
import errno
import socket

from dhcptools.net.errors import NetError, bind_error, route_error

__all__ = ["NetError", "grow_buffer", "open_udp", "resolve", "route_source"]

_FORCED = {socket.SO_SNDBUF: 32, socket.SO_RCVBUF: 33}  # SO_SNDBUFFORCE, SO_RCVBUFFORCE


def open_udp(
    family: int,
    local: str,
    port: int,
    *,
    device: str | None = None,
    reuse: bool = False,
    shared: bool = False,
    broadcast: bool = False,
) -> socket.socket:
    """A bound UDP socket; NetError when the system does not allow it.

    ``family`` is AF_INET or AF_INET6, ``local`` an address literal or "" for all, ``port`` 0 for any free one.
    ``device`` ties it to one interface, ``reuse`` shares the port with other sockets that do the same, ``shared``
    too, with what arrives distributed among them (SO_REUSEPORT); ``broadcast`` allows sending to broadcast addresses.
    """
    sock = socket.socket(family, socket.SOCK_DGRAM)
    try:
        if reuse:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if broadcast:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if device:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode() + b"\0")
        sock.bind(_literal(family, local, port))
    except OSError as error:
        sock.close()
        raise bind_error(error, local, port, device) from error
    except BaseException:
        sock.close()
        raise
    return sock


def resolve(server: str, port: int, family: int = socket.AF_UNSPEC) -> tuple[int, str]:
    """Family and address literal (with its zone) of a server given by name or literal; NetError if it has none."""
    # Octets spare loading the codec of internationalised names, which plain ones do not need.
    name: str | bytes = server.encode() if server.isascii() else server
    try:
        found = socket.getaddrinfo(name, port, family, socket.SOCK_DGRAM)
    except (socket.gaierror, UnicodeError) as error:
        zone = server.partition("%")[2]
        if ":" in server and zone and not zone.isdigit() and not _exists(zone):
            raise NetError(
                f"cannot find {server}: there is no interface {zone}",
                "what follows % in an IPv6 address is the interface it is reached by",
                f"choose one of: {', '.join(name for _, name in socket.if_nameindex())}",
            ) from error
        kind = {socket.AF_INET: "an IPv4", socket.AF_INET6: "an IPv6"}.get(socket.AddressFamily(family), "an")
        reason = error.strerror if isinstance(error, socket.gaierror) else "not a host name"
        raise NetError(
            f"cannot find {server or 'a server without a name'}: {reason}",
            f"it is no address literal, and the resolver gave {kind} address for it in vain"
            if family == socket.AF_UNSPEC
            else f"the resolver knows no {kind[3:]} address of it",
            "check the spelling, give the address itself, or choose the other family with -4 or -6",
        ) from error
    known, _, _, _, address = found[0]
    return int(known), _with_zone(address)


def route_source(server: str, port: int) -> str:
    """The address of this host from which datagrams to a server's address would leave; NetError without a route.

    Nothing is sent. A link-local source comes back with its zone.
    """
    family, literal = resolve(server, port)
    with socket.socket(family, socket.SOCK_DGRAM) as sock:
        if family == socket.AF_INET:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        try:
            sock.connect(_literal(family, literal, port))
        except OSError as error:
            raise route_error(error, server) from error
        return _with_zone(sock.getsockname())


def grow_buffer(sock: socket.socket, option: int, octets: int) -> None:
    """Ask for a buffer (SO_RCVBUF or SO_SNDBUF) past the system's limit, which needs CAP_NET_ADMIN; else up to it.

    Never shrinks it, never raises: what was granted can be asked of the socket.
    """
    if sock.getsockopt(socket.SOL_SOCKET, option) >= 2 * octets:
        return
    try:
        sock.setsockopt(socket.SOL_SOCKET, _FORCED[option], octets)
    except PermissionError:
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, option, octets)


def _exists(interface: str) -> bool:
    try:
        socket.if_nametoindex(interface)
    except (OSError, ValueError):
        return False
    return True


def _literal(family: int, host: str, port: int) -> tuple[str, int] | tuple[str, int, int, int]:
    """The socket address of a literal: no resolver is asked."""
    if not host:
        return ("", port)
    if family == socket.AF_INET:
        try:
            socket.inet_pton(family, host)
        except OSError:
            raise OSError(errno.EADDRNOTAVAIL, f"{host} is no IPv4 address") from None
        return (host, port)
    try:
        found = socket.getaddrinfo(host.encode(), port, family, socket.SOCK_DGRAM, 0, socket.AI_NUMERICHOST)
    except socket.gaierror:
        raise OSError(errno.EADDRNOTAVAIL, f"{host} is no IPv6 address") from None
    address = found[0][4]
    return (str(address[0]), port, 0, int(address[3]) if len(address) == 4 else 0)


def _with_zone(address: tuple[object, ...]) -> str:
    """The literal of a socket address, with %interface where its scope needs one."""
    host = str(address[0])
    if len(address) == 4 and address[3] and "%" not in host:
        scope = int(str(address[3]))
        try:
            return f"{host}%{socket.if_indextoname(scope)}"
        except OSError:
            return f"{host}%{scope}"
    return host
