"""The addresses of this host's interfaces, asked of the kernel in one rtnetlink dump (RTM_GETADDR), without pyroute2.

:mod:`dhcptools.net.interfaces` tells more and takes a tenth of a second to import.
"""

from __future__ import annotations

import socket
import struct
from typing import Final

_GETADDR: Final = 22
_DUMP: Final = 0x301  # NLM_F_REQUEST | NLM_F_ROOT | NLM_F_MATCH
_DONE: Final = 3
_ERROR: Final = 2
_HEADER: Final = struct.Struct("=IHHII")  # length, type, flags, sequence, port
_ADDRESS: Final = struct.Struct("=BBBBI")  # family, prefix length, flags, scope, interface
_ATTRIBUTE: Final = struct.Struct("=HH")  # length, type
_IFA_ADDRESS: Final = 1  # on a point-to-point link the peer's
_IFA_LOCAL: Final = 2  # IPv4's own
_LENGTHS: Final = {socket.AF_INET: 4, socket.AF_INET6: 16}


def host_addresses() -> dict[str, tuple[str, ...]]:
    """The IPv4 and IPv6 addresses of every interface, by its name. Raises OSError when the kernel does not say."""
    names = dict(socket.if_nameindex())
    found: dict[str, list[str]] = {name: [] for name in names.values()}
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as kernel:
        kernel.settimeout(1)
        request = _ADDRESS.pack(0, 0, 0, 0, 0)
        kernel.send(_HEADER.pack(_HEADER.size + len(request), _GETADDR, _DUMP, 1, 0) + request)
        done = False
        while not done:
            done = read_messages(kernel.recv(1 << 16), names, found)
    return {name: tuple(addresses) for name, addresses in found.items()}


def read_messages(data: bytes, names: dict[int, str], found: dict[str, list[str]]) -> bool:
    """Add the addresses of one datagram; True when it was the last. Raises OSError when the kernel refuses."""
    at = 0
    while at + _HEADER.size <= len(data):
        length, kind, *_ = _HEADER.unpack_from(data, at)
        if kind == _DONE:
            return True
        if kind == _ERROR or length < _HEADER.size:
            raise OSError("the kernel does not tell the addresses of interfaces")
        _read_address(data[at + _HEADER.size : at + length], names, found)
        at += (length + 3) & ~3
    return False


def _read_address(body: bytes, names: dict[int, str], found: dict[str, list[str]]) -> None:
    if len(body) < _ADDRESS.size:
        return
    family, _, _, _, index = _ADDRESS.unpack_from(body)
    values: dict[int, bytes] = {}
    at = _ADDRESS.size
    while at + _ATTRIBUTE.size <= len(body):
        length, kind = _ATTRIBUTE.unpack_from(body, at)
        if length < _ATTRIBUTE.size:
            return
        values[kind] = body[at + _ATTRIBUTE.size : at + length]
        at += (length + 3) & ~3
    address = values.get(_IFA_LOCAL) or values.get(_IFA_ADDRESS) or b""
    if index in names and len(address) == _LENGTHS.get(family, -1):
        found[names[index]].append(socket.inet_ntop(family, address))
