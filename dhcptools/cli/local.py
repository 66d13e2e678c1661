"""Which local address and port a relay's load leaves from."""

from __future__ import annotations

import errno
import socket
from typing import NamedTuple

from dhcptools.net.errors import NetError
from dhcptools.net.sockets import open_udp, route_source

RELAY_PORTS = {4: 67, 6: 547}
"""Where relays send from and are answered, by family (RFC 2131 §4.1, RFC 9915 §7.2)."""

CLIENT_PORTS = {4: 68, 6: 546}
"""The same of clients."""

_FAMILIES = {4: socket.AF_INET, 6: socket.AF_INET6}
_OUT_OF_REACH = {errno.EACCES, errno.EPERM, errno.EADDRINUSE}


class Local(NamedTuple):
    """Where requests leave from. ``relay_port``: they must carry the relay source port option (RFC 8357).

    ``note`` tells why another port than the relays' is used, when nobody asked for it; else it is empty.
    """

    address: str
    port: int
    relay_port: bool
    note: str = ""


def choose_local(family: int, server: str, server_port: int, local: str | None, port: int) -> Local:
    """Choose for ``local``, an address, an interface or None, and ``port``, 0 for the relays' own where possible.

    ``server`` is an address literal. NetError when there is no route, no such interface or no address on it, or when
    the address is not one of this host's.
    """
    address = _address(family, server, server_port, local)
    usual = RELAY_PORTS[family]
    if port not in {0, usual}:
        return Local(address, port, relay_port=True)
    if (address, usual) == (server, server_port):
        if port == usual:
            raise NetError(
                f"cannot send from {address} port {usual} to itself",
                "the server and the local end would be one socket",
                "leave out --local-port, or choose another one or another --local address",
            )
        return Local(address, 0, relay_port=True, note=_note(f"it is the server's own on {address}", usual))
    try:
        open_udp(_FAMILIES[family], address, usual).close()
    except NetError as error:
        if port == usual or error.errno not in _OUT_OF_REACH:
            raise
        return Local(address, 0, relay_port=True, note=_note(error.why, usual))
    return Local(address, usual, relay_port=False)


def choose_client(family: int, server: str, server_port: int, local: str | None, port: int) -> Local:
    """Choose for clients that no relay stands before; ``port`` 0 is that of clients. NetError as in `choose_local`."""
    address = _address(family, server, server_port, local)
    chosen = port or CLIENT_PORTS[family]
    open_udp(_FAMILIES[family], address, chosen).close()
    return Local(address, chosen, relay_port=False)


def is_interface(name: str) -> bool:
    """Whether an interface has that name."""
    try:
        socket.if_nametoindex(name)
    except (OSError, ValueError):
        return False
    return True


def _note(why: str, usual: int) -> str:
    return (
        f"UDP port {usual} of relays is out of reach ({why}): requests leave from another port and carry the relay "
        "source port option of RFC 8357, which the server must know"
    )


def _address(family: int, server: str, server_port: int, local: str | None) -> str:
    if local is None:
        return route_source(server, server_port)
    try:
        socket.inet_pton(_FAMILIES[family], local.partition("%")[0])
    except OSError:
        from dhcptools.net.interfaces import interface  # noqa: PLC0415 - netlink is slow to import

        found = interface(local).address(_FAMILIES[family])
        if found is None:
            raise NetError(
                f"cannot send DHCPv{family} from {local}",
                f"the interface {local} has no IPv{family} address",
                "give it one, or name a local address with --local",
            ) from None
        return found
    return local
