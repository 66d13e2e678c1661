"""Colours of packets: by what a message does, the same in every style."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

ASKS, OFFERS, GRANTS, REFUSES, ENDS, PLAIN = "36", "33", "32", "1;31", "35", "34"
NAME: Final = "1"
WRONG: Final = "31"

_BY_TYPE: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("DHCPDISCOVER", "DHCPREQUEST", "DHCPINFORM", "SOLICIT", "REQUEST", "RENEW", "REBIND"), ASKS),
        **dict.fromkeys(("CONFIRM", "INFORMATION-REQUEST", "BOOTREQUEST"), ASKS),
        **dict.fromkeys(("DHCPOFFER", "ADVERTISE"), OFFERS),
        **dict.fromkeys(("DHCPACK", "REPLY", "BOOTREPLY"), GRANTS),
        **dict.fromkeys(("DHCPNAK", "DHCPDECLINE", "DECLINE"), REFUSES),
        **dict.fromkeys(("DHCPRELEASE", "RELEASE"), ENDS),
    }
)


def of_type(name: str) -> str:
    """The SGR code of a message by its name; of a relay message that of what it carries."""
    inner = name.rstrip(")").rpartition("(")[2]
    return _BY_TYPE.get(inner, PLAIN)


def paint(text: str, code: str) -> str:
    """Text between the SGR sequences that start and end a colour."""
    return f"\x1b[{code}m{text}\x1b[0m"
