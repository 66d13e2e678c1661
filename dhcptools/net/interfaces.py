"""Facts about this host's network interfaces, over netlink."""

from __future__ import annotations

import difflib
import socket
from dataclasses import dataclass

from dhcptools.net.errors import NetError

_IFF_UP = 0x1
_IFF_LOOPBACK = 0x8


@dataclass(frozen=True, slots=True)
class InterfaceAddress:
    """An address of an interface; ``scope`` is the kernel's: 0 global, 253 link, 254 host."""

    family: int
    address: str
    prefix_length: int
    scope: int


@dataclass(frozen=True, slots=True)
class Interface:
    """An interface; ``mac`` has no octets where the link layer has no addresses."""

    index: int
    name: str
    mac: bytes
    mtu: int
    up: bool
    loopback: bool
    addresses: tuple[InterfaceAddress, ...]

    def address(self, family: int) -> str | None:
        """The first address of a family with the widest scope; a link-local IPv6 address carries its zone."""
        ranked = sorted((a for a in self.addresses if a.family == family), key=lambda a: a.scope)
        if not ranked:
            return None
        first = ranked[0]
        zone = f"%{self.name}" if family == socket.AF_INET6 and first.scope == 253 else ""
        return first.address + zone


def interfaces() -> tuple[Interface, ...]:
    """Every interface of this network namespace, by index."""
    from pyroute2 import IPRoute  # noqa: PLC0415  slow to import

    with IPRoute() as netlink:
        addresses: dict[int, list[InterfaceAddress]] = {}
        for entry in netlink.get_addr():
            # On a point-to-point link IFA_ADDRESS is the peer's and IFA_LOCAL ours; IPv6 has no IFA_LOCAL there.
            address = entry.get_attr("IFA_LOCAL") or entry.get_attr("IFA_ADDRESS")
            found = InterfaceAddress(entry["family"], str(address), entry["prefixlen"], entry["scope"])
            addresses.setdefault(entry["index"], []).append(found)
        found_links = [
            Interface(
                index=link["index"],
                name=link.get_attr("IFLA_IFNAME"),
                mac=bytes.fromhex((link.get_attr("IFLA_ADDRESS") or "").replace(":", "")),
                mtu=link.get_attr("IFLA_MTU") or 0,
                up=bool(link["flags"] & _IFF_UP),
                loopback=bool(link["flags"] & _IFF_LOOPBACK),
                addresses=tuple(addresses.get(link["index"], ())),
            )
            for link in netlink.get_links()
        ]
    return tuple(sorted(found_links, key=lambda link: link.index))


def interface(name: str) -> Interface:
    """The interface of that name; NetError, with what may have been meant, when there is none."""
    known = {link.name: link for link in interfaces()}
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=3) or sorted(known)
    raise NetError(
        f"no interface {name or 'without a name'}",
        "this host's network namespace has none of that name",
        f"choose one of: {', '.join(near)}",
    )
