"""Who sends a DHCPv4 request, and where: its subnets, its reservations and its classes, in Kea's order."""

from __future__ import annotations

from collections.abc import Container
from ipaddress import IPv4Address

from dhcpserver.allocation4 import Client
from dhcpserver.classes import Classes, Found
from dhcpserver.options import OptionSets
from dhcpserver.reply4 import Context4
from dhcpserver.request4 import Request4
from dhcpserver.selection import Link, Links
from dhcptools.kea.expression import Arrival, Packet
from dhcptools.kea.model import Config, Reservation

_EVERYBODY = IPv4Address("255.255.255.255")


class Who4:
    """Finds clients. ``fallback`` puts those that no subnet selects into the first one: for servers of tests."""

    def __init__(self, config: Config, links: Links, options: OptionSets, *, fallback: bool = False) -> None:
        self.links = links
        self.options = options
        self.classes = Classes(config, options)
        self.fallback = links.all[0] if fallback and links.all else None

    def client(self, request: Request4, context: Context4) -> Client | None:
        """The client, None when no subnet is its own or its packet is of class DROP."""
        found = self.find(request, context)
        if found.membership.dropped() or not found.links:
            return None
        names = found.membership.names
        return Client(request, found.links, found.membership, self.options.matching(names), found.hosts)

    def find(self, request: Request4, context: Context4) -> Found:
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

    def _packet(self, request: Request4, context: Context4) -> Packet:
        names = self.classes.names
        if names is None:
            raise AssertionError  # asked for only where there are tests
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
