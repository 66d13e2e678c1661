"""The names of clients in replies: what a server without dynamic DNS says to a Client FQDN or Host Name option.

It updates no zone, so it says that nobody's name was entered (N) and, to a client that asked it to (S), that its wish
was overridden (O): RFC 4702 §4, RFC 4704 §6. A reserved name goes before the client's own, as Kea has it.
"""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final

from dhcpserver.request4 import Request4

HOST_NAME: Final = 12  # RFC 2132 §3.14
FQDN4: Final = 81  # RFC 4702
FQDN6: Final = 39  # RFC 4704
_S: Final = 0x01
_O4: Final = 0x02  # RFC 4702 §2.1
_E4: Final = 0x04
_N4: Final = 0x08
_O6: Final = 0x02  # RFC 4704 §4.1
_N6: Final = 0x04
_MOST_OCTETS: Final = 255  # RFC 1035 §2.3.4
_MOST_LABEL: Final = 63


def names4(request: Request4, reserved: str, address: int) -> dict[int, bytes]:
    """Options 81 or 12 of an OFFER or ACK: the FQDN for who sent one, else the host name that is sent or reserved."""
    sent = request.options.get(FQDN4)
    if sent is not None:
        full = fqdn4(sent, reserved, address)
        return {} if full is None else {FQDN4: full}
    if HOST_NAME in request.options or reserved:
        name = host_name(request.options.get(HOST_NAME, b""), reserved)
        return {} if name is None else {HOST_NAME: name}
    return {}


def fqdn4(data: bytes, reserved: str, address: int) -> bytes | None:
    """Option 81 of a reply to a client that sent ``data``; None when its name cannot be read."""
    if len(data) < 3:
        return None
    flags, name = data[0], data[3:]
    if flags & _S and flags & _N4:
        return None  # RFC 4702 §2.1: never both
    wire = bool(flags & _E4)
    if reserved:
        labels: list[bytes] | None = _labels(reserved)
    else:
        labels = _read(name) if wire else [label for label in name.rstrip(b"\0").lower().split(b".") if label]
    if labels is None:
        return None
    labels = labels or [generated(4, address)]
    head = bytes((flags & _E4 | _N4 | (_O4 if flags & _S else 0), 0, 0))
    return head + (_wire(labels) if wire else b".".join(labels) + b".")


def fqdn6(data: bytes, reserved: str, address: int | None) -> bytes | None:
    """Option 39 of a reply; without ``address`` a client that sent no name is given none yet."""
    if not data:
        return None
    flags = data[0]
    if flags & _S and flags & _N6:
        return None  # RFC 4704 §4.1: never both
    labels = _labels(reserved) if reserved else _read(data[1:])
    if labels is None:
        return None
    if not labels and address is not None:
        labels = [generated(6, address)]
    return bytes((_N6 | (_O6 if flags & _S else 0),)) + (_wire(labels) if labels else b"")


def host_name(data: bytes, reserved: str) -> bytes | None:
    """Option 12 for a client that sent ``data``, in small letters as Kea keeps it; None when there is no name."""
    if reserved:
        return reserved.encode("utf-8", "surrogateescape")
    return data.rstrip(b"\0").lower() or None


def generated(family: int, address: int) -> bytes:
    """The name Kea makes up for a client that leaves it to the server: ``myhost-192-0-2-33``."""
    text = str(ip_address(address.to_bytes(4 if family == 4 else 16)))
    return b"myhost-" + text.replace(".", "-").replace(":", "-").encode()


def _labels(name: str) -> list[bytes]:
    return [label for label in name.lower().encode("utf-8", "surrogateescape").split(b".") if label]


def _read(data: bytes) -> list[bytes] | None:
    """The labels of a name on the wire, its last zero perhaps left out (RFC 4702 §2.3.1); None when it is broken."""
    labels: list[bytes] = []
    at = 0
    while at < len(data) and data[at]:
        length = data[at]
        if length > _MOST_LABEL or at + 1 + length > len(data):
            return None
        labels.append(data[at + 1 : at + 1 + length].lower())
        at += 1 + length
    return labels if at <= _MOST_OCTETS else None


def _wire(labels: list[bytes]) -> bytes:
    return b"".join(bytes((len(label[:_MOST_LABEL]),)) + label[:_MOST_LABEL] for label in labels) + b"\0"
