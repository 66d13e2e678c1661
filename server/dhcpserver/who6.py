"""Who sends a DHCPv6 request, and where: its subnets, its reservations and its classes, in Kea's order."""

from __future__ import annotations

from collections.abc import Container
from ipaddress import IPv6Address

from dhcpserver.bindings6 import Client6
from dhcpserver.reply6 import Context6
from dhcpserver.request6 import Request6
from dhcpserver.selection import Link
from dhcpserver.who import Who
from dhcptools.kea.expression import Arrival, Packet
from dhcptools.kea.expression.names import Names

_GROUP = IPv6Address("ff02::1:2")


class Who6(Who[Request6, Context6]):
    """Finds DHCPv6 clients."""

    def client(self, request: Request6, context: Context6) -> Client6 | None:
        """The client, whose links are empty when no subnet is its own; None when its packet is of class DROP."""
        found = self.find(request, context)
        if found.membership.dropped():
            return None
        names = found.membership.names
        return Client6(request, found.links, found.membership, self.options.matching(names), found.hosts)

    def seen(self, names: Names, request: Request6, context: Context6) -> Packet:
        """As Who says."""
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
