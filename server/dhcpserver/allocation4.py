"""Which IPv4 address a client gets, or may keep, in the order of RFC 2131 §4.3.1 and after reservations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dhcpserver.classes import Membership
from dhcpserver.leases import Book
from dhcpserver.request4 import Request4
from dhcpserver.selection import Link, Pool
from dhcptools.kea.model import ClientClass, Reservation


class Choice(NamedTuple):
    """An address for a client, and where it comes from."""

    link: Link
    address: int
    pool: Pool | None
    host: Reservation | None


class Client(NamedTuple):
    """What is known of who asks: the subnets of the link, its classes, its reservations."""

    request: Request4
    links: tuple[Link, ...]
    membership: Membership
    classes: tuple[ClientClass, ...]
    hosts: dict[int, Reservation]  # subnet id -> reservation

    @property
    def names(self) -> dict[str, None]:
        """The names of its classes."""
        return self.membership.names

    def owner(self, link: Link) -> bytes:
        """The key of this client's lease in a subnet."""
        return link.key + self.request.owner(match_client_id=link.subnet.match_client_id)


def choose(book: Book, client: Client, now_ns: int) -> Choice | None:
    """The address to offer, None when there is none."""
    for choice in _candidates(book, client):
        if book.free_for(choice.address, client.owner(choice.link), now_ns):
            return choice
    for link in client.links:  # a new address from the pools
        for pool in link.pools:
            if not pool.admits(client.names):
                continue
            taken = pool.range.take(lambda at, link=link: at in link.reserved or book.taken(at, now_ns))  # type: ignore[misc] # a lambda's default has no type
            if taken is not None:
                return Choice(link, taken, pool, client.hosts.get(link.subnet.id))
    return None


def allowed(client: Client, link: Link, wish: int) -> Choice | None:
    """The choice of this very address, when configuration lets this client have it."""
    if wish not in link:
        return None
    host = client.hosts.get(link.subnet.id)
    pool = link.pool_of(wish, client.names)
    reserved_for = link.reserved.get(wish)
    if reserved_for is not None:
        return Choice(link, wish, pool, host) if reserved_for is host else None
    if host is not None and any(int(item) == wish for item in host.addresses):
        return Choice(link, wish, pool, host)  # a global reservation
    return None if pool is None else Choice(link, wish, pool, host)


def _candidates(book: Book, client: Client) -> Iterator[Choice]:
    for link in client.links:
        host = client.hosts.get(link.subnet.id)
        for reserved in host.addresses if host is not None else ():
            if int(reserved) in link:
                yield Choice(link, int(reserved), link.pool_of(int(reserved), client.names), host)
    for link in client.links:  # the current binding, or the previous one
        lease = book.of(client.owner(link))
        if lease is not None:
            choice = allowed(client, link, lease.address)
            if choice is not None:
                yield choice
    if client.request.requested:  # the address in 'requested IP address'
        for link in client.links:
            choice = allowed(client, link, client.request.requested)
            if choice is not None:
                yield choice
