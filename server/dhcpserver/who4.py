"""Who sends a DHCPv4 request, and where: its subnets, its reservations and its classes, in Kea's order."""

from __future__ import annotations

from collections.abc import Container
from ipaddress import IPv4Address

from dhcpserver.allocation4 import Client
from dhcpserver.reply4 import Context4
from dhcpserver.request4 import Request4
from dhcpserver.selection import Link
from dhcpserver.who import Who
from dhcptools.kea.expression import Arrival, Packet
from dhcptools.kea.expression.names import Names

_EVERYBODY = IPv4Address("255.255.255.255")


class Who4(Who[Request4, Context4]):
    """Finds DHCPv4 clients."""

    def client(self, request: Request4, context: Context4) -> Client | None:
        """The client, None when no subnet is its own or its packet is of class DROP."""
        found = self.find(request, context)
        if found.membership.dropped() or not found.links:
            return None
        names = found.membership.names
        return Client(request, found.links, found.membership, self.options.matching(names), found.hosts)

    def seen(self, names: Names, request: Request4, context: Context4) -> Packet:
        """As Who says."""
        target = context.local if context.unicast else _EVERYBODY
        return Packet(names, request.message, (), Arrival(context.interface, context.source, target))

    def link(self, request: Request4, context: Context4, names: Container[str]) -> Link | None:
        """The subnet of a request, None where it has none."""
        links = self.links
        if request.link_selection:  # RFC 3527 §3: in place of giaddr
            return links.by_address(request.link_selection, names)
        if request.subnet_selection:  # RFC 3011 §2: the client, or a proxy for it, names the subnet
            return links.by_address(request.subnet_selection, names)
        if request.giaddr:  # RFC 2131 §4.3.1: the subnet from which the message was relayed
            return links.by_relay(request.giaddr, names) or links.by_address(request.giaddr, names) or self.fallback
        if context.interface:
            link = links.by_interface(context.interface, names)
            if link is not None:
                return link
        for known in (request.ciaddr, int(context.source), int(context.local)):
            link = links.by_address(known, names) if known else None
            if link is not None:
                return link
        return self.fallback
