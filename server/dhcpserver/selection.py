"""Subnets at run time: their ranges and reservations, and which of them a client is in.

A lookup costs one dictionary access per distinct prefix length, however many subnets there are.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from dhcpserver.pools import Range
from dhcptools.kea.model import Config, OptionData, PdPool, Reservation, Subnet


@dataclass(frozen=True, slots=True)
class Pool:
    """A range with what belongs to it alone. ``guards`` are the classes that may use it, empty for all.

    ``exclude`` is the value of the Prefix Exclude option that goes with each prefix, empty for none.
    """

    range: Range
    options: tuple[OptionData, ...]
    guards: tuple[str, ...]
    exclude: bytes = b""
    additional: tuple[str, ...] = ()

    def admits(self, classes: Container[str]) -> bool:
        """Whether a client of these classes may have an address of it."""
        return not self.guards or any(name in classes for name in self.guards)


class Link:
    """One subnet: its configuration, its ranges and who has reservations in it."""

    def __init__(self, subnet: Subnet, identifiers: Sequence[str]) -> None:
        self.subnet = subnet
        self.key = subnet.id.to_bytes(4)
        self.first = int(subnet.prefix.network_address)
        self.last = int(subnet.prefix.broadcast_address)
        width = subnet.prefix.max_prefixlen
        self.pools = tuple(
            Pool(
                Range(int(p.first), int(p.last) - int(p.first) + 1, length=width),
                p.options,
                p.guards,
                additional=p.additional,
            )
            for p in subnet.pools
        )
        self.pd_pools = tuple(
            Pool(
                Range(
                    int(p.prefix.network_address),
                    1 << p.delegated_length - p.prefix.prefixlen,
                    step=1 << 128 - p.delegated_length,
                    length=p.delegated_length,
                ),
                p.options,
                p.guards,
                _exclude(p),
                p.additional,
            )
            for p in subnet.pd_pools
        )
        self.hosts = Hosts(subnet.reservations if subnet.reservations_in_subnet else (), identifiers)
        self.reserved = {int(address): host for host in self.hosts.all for address in host.addresses}
        self.reserved_prefixes = {
            int(prefix.network_address): host for host in self.hosts.all for prefix in host.prefixes
        }

    def admits(self, classes: Container[str]) -> bool:
        """Whether clients of these classes may be in the subnet."""
        guards = self.subnet.guards
        return not guards or any(name in classes for name in guards)

    def __contains__(self, address: int) -> bool:
        """Whether the address lies in the subnet."""
        return self.first <= address <= self.last

    def pool_of(self, address: int, classes: Container[str], *, prefixes: bool = False) -> Pool | None:
        """The pool that has the address and lets these classes in."""
        for pool in self.pd_pools if prefixes else self.pools:
            if address in pool.range and pool.admits(classes):
                return pool
        return None


class Hosts:
    """Reservations by identifier, asked in the order of host-reservation-identifiers."""

    def __init__(self, reservations: Sequence[Reservation], identifiers: Sequence[str]) -> None:
        self.all = tuple(host for host in reservations if host.identifier_type in identifiers)
        self._order = tuple(kind for kind in identifiers if any(host.identifier_type == kind for host in self.all))
        self._hosts = {(host.identifier_type, host.identifier): host for host in self.all}

    def find(self, identity: Mapping[str, bytes]) -> Reservation | None:
        """The reservation of a client whose identifiers are given by type."""
        for kind in self._order:
            host = self._hosts.get((kind, identity.get(kind, b"")))
            if host is not None:
                return host
        return None


class Links:
    """All subnets, found by address, relay, interface, interface-id."""

    def __init__(self, config: Config) -> None:
        self.width = 32 if config.family == 4 else 128
        self.all = tuple(Link(subnet, config.host_identifiers) for subnet in config.subnets)
        self.global_hosts = Hosts(config.reservations, config.host_identifiers)
        self._prefixes: dict[int, dict[int, Link]] = {}
        self._relays: dict[int, list[Link]] = {}
        self._interfaces: dict[str, list[Link]] = {}
        self._interface_ids: dict[bytes, list[Link]] = {}
        networks: dict[str, list[Link]] = {}
        for link in self.all:
            subnet = link.subnet
            shift = self.width - subnet.prefix.prefixlen
            self._prefixes.setdefault(shift, {})[link.first >> shift] = link
            for relay in subnet.relays:
                self._relays.setdefault(int(relay), []).append(link)
            if subnet.interface:
                self._interfaces.setdefault(subnet.interface, []).append(link)
            if subnet.interface_id is not None:
                self._interface_ids.setdefault(subnet.interface_id, []).append(link)
            if subnet.shared_network:
                networks.setdefault(subnet.shared_network, []).append(link)
        self._shifts = sorted(self._prefixes)  # the longest prefix first
        self._networks = {name: tuple(links) for name, links in networks.items()}

    def __contains__(self, address: int) -> bool:
        """Whether an address lies in any subnet."""
        return any(address >> shift in self._prefixes[shift] for shift in self._shifts)

    def by_address(self, address: int, classes: Container[str]) -> Link | None:
        """The subnet an address is in, the longest prefix first."""
        for shift in self._shifts:
            link = self._prefixes[shift].get(address >> shift)
            if link is not None and link.admits(classes):
                return link
        return None

    def by_relay(self, address: int, classes: Container[str]) -> Link | None:
        """The subnet that names this relay in its ``relay`` map."""
        return _first(self._relays.get(address), classes)

    def by_interface(self, name: str, classes: Container[str]) -> Link | None:
        """The subnet that names this interface of the server."""
        return _first(self._interfaces.get(name), classes)

    def by_interface_id(self, interface_id: bytes, classes: Container[str]) -> Link | None:
        """The subnet that names this Interface-Id of a relay (RFC 9915 §21.18)."""
        return _first(self._interface_ids.get(interface_id), classes)

    def together(self, link: Link) -> tuple[Link, ...]:
        """The subnets of the same shared network, this one first; itself alone when it is in none."""
        network = self._networks.get(link.subnet.shared_network)
        if network is None:
            return (link,)
        return (link, *(other for other in network if other is not link))


def _exclude(pool: PdPool) -> bytes:
    """RFC 6603 §4.2: the excluded prefix's length, then its bits beyond the delegated length, at the left."""
    if pool.excluded is None:
        return b""
    length = pool.excluded.prefixlen
    beyond = length - pool.delegated_length
    octets = (beyond + 7) // 8
    bits = int(pool.excluded.network_address) >> 128 - length & (1 << beyond) - 1
    return bytes((length,)) + (bits << octets * 8 - beyond).to_bytes(octets)


def _first(links: list[Link] | None, classes: Container[str]) -> Link | None:
    return next((link for link in links or () if link.admits(classes)), None)
