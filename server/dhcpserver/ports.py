"""The sockets that a server listens on, and what to do about a port that is not for everybody."""

from __future__ import annotations

import errno
import socket

from dhcptools.net.errors import NetError, granting
from dhcptools.net.sockets import open_udp

_PRIVILEGED = 1024


def listen(family: int, address: str, port: int, *, device: str | None, broadcast: bool = False) -> socket.socket:
    """A UDP socket for requests, of an address or a device; NetError that says how a server can have one."""
    try:
        return open_udp(family, address, port, device=device, broadcast=broadcast)
    except NetError as error:
        if error.errno not in {errno.EACCES, errno.EPERM} or not 0 < port < _PRIVILEGED:
            raise
        fix = granting("cap_net_bind_service")
        if device is None:
            where = f"[{address}]" if family == socket.AF_INET6 else address
            fix += f", or serve relays at a port from {_PRIVILEGED} up, as in --listen {where}:{port + 1000}"
        raise NetError(error.what, error.why, fix, error.errno) from error
