"""The classes of a client, from its packet, its reservations and the scopes it is served from.

Without tests in the configuration no packet is looked at, and classes are names alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from dhcpserver.options import OptionSets
from dhcpserver.selection import Link, Pool
from dhcptools.kea.classification import Classifier
from dhcptools.kea.expression import Packet
from dhcptools.kea.model import ClientClass, Config, Reservation

DROP = "DROP"  # packets of this class are not answered


class Membership:
    """The names of a client's classes in the order it got them, and its packet where tests look at it."""

    __slots__ = ("later", "names", "packet")

    def __init__(self, vendor_class: bytes, packet: Packet | None) -> None:
        self.names: dict[str, None] = {"ALL": None}
        if vendor_class:
            self.names["VENDOR_CLASS_" + vendor_class.decode("utf-8", "surrogateescape")] = None
        self.later: dict[int, tuple[str, ...]] = {}  # by the id of the subnet that is chosen
        self.packet = packet
        if packet is not None:
            packet.classes = self.names

    def dropped(self) -> bool:
        """Whether the packet is of class DROP."""
        return DROP in self.names


class Found(NamedTuple):
    """A client's classes, the subnets it may have an address in, and its reservations by subnet.

    ``early`` says that class DROP was reached before a subnet was looked for.
    """

    membership: Membership
    links: tuple[Link, ...]
    hosts: dict[int, Reservation]
    early: bool = False


class Classes:
    """What is asked of the classes of a configuration."""

    def __init__(self, config: Config, options: OptionSets) -> None:
        self.options = options
        self.classifier = Classifier(config) if config.names is not None else None
        self.names = config.names
        self._everywhere = config.reservations
        self._additional = self.classifier is not None and any(
            subnet.additional
            or subnet.network_additional
            or any([*(pool.additional for pool in subnet.pools), *(pool.additional for pool in subnet.pd_pools)])
            for subnet in config.subnets
        )

    def begin(self, vendor_class: bytes, packet: Callable[[], Packet]) -> Membership:
        """The classes that the packet alone gives."""
        if self.classifier is None:
            return Membership(vendor_class, None)
        membership = Membership(vendor_class, packet())
        if membership.packet is not None:
            self.classifier.before_subnet(membership.packet)
        return membership

    def settle(self, membership: Membership, link: Link | None, hosts: Mapping[int, Reservation]) -> None:
        """The classes that the client's reservation gives, KNOWN or UNKNOWN, and the tests that depend on those.

        In a shared network a reservation of a subnet gives its classes when that subnet has been chosen, not before.
        """
        packet = membership.packet
        if packet is not None:
            packet.read_deferred()
        here = None if link is None else hosts.get(link.subnet.id)
        if link is not None and link.subnet.shared_network:
            membership.later = {number: host.client_classes for number, host in hosts.items() if host.client_classes}
            here = here if here is not None and here in self._everywhere else None
        if here is not None and here.client_classes:
            if self.classifier is not None and packet is not None:
                self.classifier.reserve(packet, here.client_classes)
            else:
                membership.names.update(dict.fromkeys(here.client_classes))
        membership.names["KNOWN" if hosts else "UNKNOWN"] = None
        if self.classifier is not None and packet is not None:
            self.classifier.after_subnet(packet)

    def within(
        self, membership: Membership, classes: tuple[ClientClass, ...], link: Link | None, pool: Pool | None
    ) -> tuple[ClientClass, ...]:
        """The configured classes, those included that the scopes of an answer name."""
        if link is None or not (self._additional or link.subnet.id in membership.later):
            return classes
        return self.options.matching(self.names_within(membership, link, pool))

    def names_within(self, membership: Membership, link: Link, pool: Pool | None) -> dict[str, None]:
        """The names of a client's classes, with those that the scopes of an answer name."""
        packet = membership.packet
        names = dict(membership.names)
        names.update(dict.fromkeys(membership.later.get(link.subnet.id, ())))
        if packet is None or self.classifier is None:
            return names
        packet.classes = names
        self.classifier.additional(
            packet, () if pool is None else pool.additional, link.subnet.additional, link.subnet.network_additional
        )
        found, packet.classes = packet.classes, membership.names
        return found
