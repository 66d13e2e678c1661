"""dnsmasq's lease file: a lease a line, DHCPv4 first, then the server's DUID and the leases of DHCPv6.

    EXPIRY MAC ADDRESS HOSTNAME|* CLIENT-ID|*
    duid SERVER-DUID
    EXPIRY [T]IAID ADDRESS HOSTNAME|* DUID

An EXPIRY of 0 is an infinite lease, T marks a temporary address, and a hardware type other than Ethernet stands before
the MAC as ``06-``. When a lease began is not in the file.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dhcptools.leases.faults import Fault
from dhcptools.leases.lease import END_OF_TIME, Lease, readable

LINE: Final = re.compile(rb"(?:duid [0-9a-fA-F:]+|[0-9]+ \S+ [0-9a-fA-F.:]+ \S+ \S+)\s*")
"""What every line looks like."""
_HARDWARE_TYPE: Final = re.compile(rb"[0-9a-fA-F]{2}-")
_INFINITE: Final = 0xFFFFFFFF
_LAST_IAID: Final = 0xFFFFFFFF


def read_dnsmasq(path: Path) -> tuple[list[Lease], list[Fault]]:
    """The leases of a file, and the lines that could not be read. OSError when the file cannot be."""
    leases: dict[tuple[str, str], Lease] = {}
    faults: list[Fault] = []
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        words = line.split()
        if not words or words[0] == b"duid":
            continue
        try:
            lease = _lease(words, path)
        except ValueError as error:
            faults.append(Fault(path, number, str(error)))
            continue
        leases[lease.type, lease.address] = lease
    return list(leases.values()), faults


def addresses(path: Path) -> Iterator[tuple[int, bytes]]:
    """The address of every line that is a lease, with the number of the line."""
    for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
        words = line.split()
        if len(words) >= 5:
            yield number, words[2]


def _lease(words: list[bytes], path: Path) -> Lease:
    if len(words) < 5:
        raise ValueError(f"{len(words)} fields where a lease has 5")
    expiry, who, address, name, identity = words[:5]
    if not expiry.isdigit() or int(expiry) >= END_OF_TIME:
        raise ValueError("the expiry is no time")
    hostname = "" if name == b"*" else readable(name)
    expires = int(expiry) or None
    lifetime = _INFINITE if expires is None else None
    octets = b"" if identity == b"*" else _octets(identity, "client identifier")
    if b":" not in address:
        return Lease(
            _address(socket.AF_INET, address), hwaddr=_octets(_HARDWARE_TYPE.sub(b"", who, count=1), "MAC"),
            client_id=octets, hostname=hostname, expires=expires, valid_lifetime=lifetime, source=str(path),
        )  # fmt: skip  # in the order of the fields
    iaid = who.removeprefix(b"T")
    if not iaid.isdigit() or int(iaid) > _LAST_IAID:
        raise ValueError("the IAID is no number of 32 bits")
    return Lease(
        _address(socket.AF_INET6, address), "IA_TA" if who.startswith(b"T") else "IA_NA", 128, duid=octets,
        iaid=int(iaid), hostname=hostname, expires=expires, valid_lifetime=lifetime, source=str(path),
    )  # fmt: skip  # in the order of the fields


def _address(family: socket.AddressFamily, text: bytes) -> str:
    try:
        return socket.inet_ntop(family, socket.inet_pton(family, text.decode("ascii")))
    except (OSError, UnicodeDecodeError):
        raise ValueError("the address is none") from None


def _octets(text: bytes, what: str) -> bytes:
    if text == b"*":
        return b""
    try:
        return bytes(int(part, 16) for part in text.split(b":"))
    except ValueError:
        raise ValueError(f"the {what} is not in hexadecimal octets") from None
