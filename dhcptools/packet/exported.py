"""Messages in capture files without a frame around them: Wireshark's exported PDUs (link type 252).

What stands before a message is a list of tags: number and length, two octets each in network order, and a value padded
to four octets. One names the protocol of what follows, and tag 0 ends them (epan/exported_pdu.h of Wireshark).
"""

from __future__ import annotations

import struct
from types import MappingProxyType
from typing import Final, NamedTuple

UPPER_PDU: Final = 252

_TAG: Final = struct.Struct("!HH")
_END, _PROTOCOL = 0, 12
_FAMILIES: Final = MappingProxyType({b"dhcp": 4, b"bootp": 4, b"dhcpv6": 6})
_NAMES: Final = MappingProxyType({4: b"dhcp", 6: b"dhcpv6"})


class Exported(NamedTuple):
    """A message: its family, 4 or 6, and where it starts."""

    family: int
    start: int


def export(message: bytes, family: int) -> bytes:
    """A message with its tags in front."""
    name = _NAMES[family]
    padded = name + bytes(-len(name) % 4)
    return _TAG.pack(_PROTOCOL, len(padded)) + padded + _TAG.pack(_END, 0) + message


def find_message(octets: bytes) -> Exported | None:
    """The DHCP message behind the tags; None where there is none, whatever the octets are."""
    at, family = 0, None
    while at + _TAG.size <= len(octets):
        tag, length = _TAG.unpack_from(octets, at)
        at += _TAG.size
        if tag == _END:
            return None if family is None else Exported(family, at)
        if tag == _PROTOCOL:
            family = _FAMILIES.get(octets[at : at + length].rstrip(b"\0"))
        at += length
    return None
