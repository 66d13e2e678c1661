"""Who sends a request: its subnets, its reservations and its classes, in Kea's order, whatever the family."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Container, Mapping
from typing import Generic, Protocol, TypeVar

from dhcpserver.classes import Classes, Found
from dhcpserver.options import OptionSets
from dhcpserver.selection import Link, Links
from dhcptools.kea.expression import Packet
from dhcptools.kea.expression.names import Names
from dhcptools.kea.model import Config, Reservation


class Identified(Protocol):
    """What a request tells of its client."""

    @property
    def vendor_class(self) -> bytes:
        """The vendor class, empty where there is none."""
        raise NotImplementedError  # abstract

    def identity(self) -> Mapping[str, bytes]:
        """Its identifiers by Kea's names for their types."""
        raise NotImplementedError  # abstract


R = TypeVar("R", bound=Identified)
C = TypeVar("C")


class Who(ABC, Generic[R, C]):
    """Finds clients. ``fallback`` puts those that no subnet selects into the first one: for servers of tests."""

    def __init__(self, config: Config, links: Links, options: OptionSets, *, fallback: bool = False) -> None:
        self.links = links
        self.options = options
        self.classes = Classes(config, options)
        self.fallback = links.all[0] if fallback and links.all else None

    def find(self, request: R, context: C) -> Found:
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

    @abstractmethod
    def link(self, request: R, context: C, names: Container[str]) -> Link | None:
        """The subnet of a request, None where it has none."""

    def _packet(self, request: R, context: C) -> Packet:
        """The request as expressions see it."""
        if self.classes.names is None:
            raise AssertionError  # asked for only where there are tests
        return self.seen(self.classes.names, request, context)

    @abstractmethod
    def seen(self, names: Names, request: R, context: C) -> Packet:
        """The request as expressions with these definitions see it."""
