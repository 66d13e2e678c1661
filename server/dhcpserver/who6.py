"""Who sends a DHCPv6 request, and where: its subnets, its reservations and its classes, in Kea's order."""

from __future__ import annotations

from collections.abc import Container
from ipaddress import IPv6Address

from dhcpserver.bindings6 import Client6
from dhcpserver.classes import Classes, Found
from dhcpserver.options import OptionSets
from dhcpserver.reply6 import Context6
from dhcpserver.request6 import Request6
from dhcpserver.selection import Link, Links
from dhcptools.kea.expression import Arrival, Packet
from dhcptools.kea.model import Config, Reservation

_GROUP = IPv6Address("ff02::1:2")


class Who6:
    """Finds clients. ``fallback`` puts those that no subnet selects into the first one: for servers of tests."""

    def __init__(self, config: Config, links: Links, options: OptionSets, *, fallback: bool = False) -> None:
        self.links = links
        self.options = options
        self.classes = Classes(config, options)
        self.fallback = links.all[0] if fallback and links.all else None

    def client(self, request: Request6, context: Context6) -> Client6 | None:
        """The client, whose links are empty when no subnet is its own; None when its packet is of class DROP."""
        found = self.find(request, context)
        if found.membership.dropped():
            return None
        names = found.membership.names
        return Client6(request, found.links, found.membership, self.options.matching(names), found.hosts)

    def find(self, request: Request6, context: Context6) -> Found:
        """What there is to know of a client, as far as class DROP lets it come."""
        membership = self.classes.begin(request.vendor_class, lambda: self._packet(request, context))
        if membership.dropped():
            return Found(membership, (), {}, early=True)
        # As in Kea, a guard on what is known later keeps a subnet from being found, and not from being used after that.
        link = self.link(request, context, membership.names)
        links = () if link is None else self.links.together(link)
        identity = request.identity()
        hosts: dict[int, Reservation] = {}
        for item in links:
            if not item.admits(membership.names):
                continue
            host = item.hosts.find(identity)
            if host is None and item.subnet.reservations_global:
                host = self.links.global_hosts.find(identity)
            if host is not None:
                hosts[item.subnet.id] = host
        self.classes.settle(membership, link, hosts)
        return Found(membership, tuple(item for item in links if item.admits(membership.names)), hosts)

    def _packet(self, request: Request6, context: Context6) -> Packet:
        names = self.classes.names
        if names is None:
            raise AssertionError  # asked for only where there are tests
        arrival = Arrival(context.interface, context.source, context.local if context.unicast else _GROUP)
        return Packet(names, request.message, tuple(request.relays), arrival)

    def link(self, request: Request6, context: Context6, names: Container[str]) -> Link | None:
        """§13.1: the link of the relay nearest to the client, else the interface the message came in by."""
        links = self.links
        if request.relays:
            for interface_id in request.interface_ids:
                link = links.by_interface_id(interface_id, names)
                if link is not None:
                    return link
            known = request.link_address
            found = (links.by_relay(known, names) or links.by_address(known, names)) if known else None
            return found or self.fallback
        link = links.by_interface(context.interface, names) if context.interface else None
        return link or links.by_address(int(context.source), names) or self.fallback
