"""The link-local IPv6 address of an interface, from /proc: no netlink library is needed for this one fact."""

from __future__ import annotations

from ipaddress import IPv6Address
from pathlib import Path

_TABLE = Path("/proc/net/if_inet6")
_SCOPE_LINK = 0x20
_NOT_USABLE = 0x08 | 0x40  # IFA_F_DADFAILED, IFA_F_TENTATIVE


def link_local(interface: str, table: Path = _TABLE) -> IPv6Address | None:
    """The first link-local address of ``interface`` that may be used now; None without one, or without IPv6.

    ``table`` has a line an address: 32 hex digits, then index, prefix length, scope and flags in hex, and the name.
    """
    try:
        # As octets: after a change of user, Python may no longer be allowed to load a codec it has not used yet.
        lines = table.read_bytes().splitlines()
    except OSError:
        return None
    for line in lines:
        words = line.split()
        if len(words) != 6 or words[5] != interface.encode():
            continue
        if int(words[3], 16) == _SCOPE_LINK and not int(words[4], 16) & _NOT_USABLE:
            return IPv6Address(int(words[0], 16))
    return None
