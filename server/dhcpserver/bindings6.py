"""Addresses and prefixes for identity associations: the same steps for IA_NA and IA_PD.

A binding is looked for in the order of RFC 9915 §13: what the client has, what it is reserved, what it asks for, what
is free.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import Final, NamedTuple

from dhcpserver.classes import Membership
from dhcpserver.leases import Book, Lease, State
from dhcpserver.request6 import Ia, Request6, Wish
from dhcpserver.selection import Link, Pool
from dhcptools.kea.model import ClientClass, Lifetime, Reservation
from dhcptools.packet.ia6 import (
    INFINITY,
    OPTION_IA_NA,
    OPTION_IA_PD,
    OPTION_IA_TA,
    IaAddr,
    IaNa,
    IaPd,
    IaPrefix,
    IaTa,
    StatusCode,
)
from dhcptools.packet.raw import RawOption

SUCCESS: Final = 0  # RFC 9915 §21.13
NO_ADDRS_AVAIL: Final = 2
NO_BINDING: Final = 3
NOT_ON_LINK: Final = 4
NO_PREFIX_AVAIL: Final = 6
PD_EXCLUDE: Final = 67
OFFER_S: Final = 60  # how long an advertised lease waits for its Request


class Client6(NamedTuple):
    """What is known of who asks. ``hosts`` maps a subnet's id to the client's reservation there."""

    request: Request6
    links: tuple[Link, ...]
    membership: Membership
    classes: tuple[ClientClass, ...]
    hosts: dict[int, Reservation]

    @property
    def names(self) -> dict[str, None]:
        """The names of its classes."""
        return self.membership.names


class Choice6(NamedTuple):
    """An address or prefix for an IA, and where it comes from."""

    link: Link
    address: int
    length: int
    pool: Pool | None


@dataclass(frozen=True, slots=True)
class Flavour:
    """IA_NA or IA_PD: its leases and the words it uses."""

    code: int
    book: Book
    none_available: int

    @property
    def prefixes(self) -> bool:
        """Whether prefixes are delegated, and not addresses assigned."""
        return self.code == OPTION_IA_PD


class Bindings:
    """The leases of both flavours, and the steps that every message type shares."""

    def __init__(self) -> None:
        self.addresses = Flavour(OPTION_IA_NA, Book(), NO_ADDRS_AVAIL)
        self.prefixes = Flavour(OPTION_IA_PD, Book(), NO_PREFIX_AVAIL)

    def flavour(self, ia: Ia) -> Flavour | None:
        """The flavour of an IA; None for IA_TA, which is no longer served (RFC 9915 §1.1)."""
        return {OPTION_IA_NA: self.addresses, OPTION_IA_PD: self.prefixes}.get(ia.code)

    def expire(self, now_ns: int) -> None:
        """End what is over."""
        self.addresses.book.expire(now_ns)
        self.prefixes.book.expire(now_ns)

    def choose(self, flavour: Flavour, client: Client6, ia: Ia, now_ns: int) -> Choice6 | None:
        """The address or prefix this IA gets, None when there is none left."""
        book = flavour.book
        for choice in self._candidates(flavour, client, ia):
            if book.free_for(choice.address, owner(client, choice.link, ia), now_ns):
                return choice
        for link in client.links:
            reserved = link.reserved_prefixes if flavour.prefixes else link.reserved
            for pool in _pools(flavour, link, client, ia):
                taken = pool.range.take(lambda at, r=reserved: at in r or book.taken(at, now_ns))  # type: ignore[misc] # a lambda's default has no type
                if taken is not None:
                    return Choice6(link, taken, pool.range.length, pool)
        return None

    def held(self, flavour: Flavour, client: Client6, ia: Ia) -> tuple[Link, Lease] | None:
        """The lease this IA has, offered and ended ones left out."""
        for link in client.links:
            lease = flavour.book.of(owner(client, link, ia))
            if lease is not None and lease.state is State.DEFAULT:
                return link, lease
        return None

    def allowed(self, flavour: Flavour, client: Client6, link: Link, address: int, length: int) -> Choice6 | None:
        """The choice of this very address or prefix, when configuration lets this client have it."""
        host = client.hosts.get(link.subnet.id)
        pool = link.pool_of(address, client.names, prefixes=flavour.prefixes)
        reserved = (link.reserved_prefixes if flavour.prefixes else link.reserved).get(address)
        if reserved is not None and reserved is not host:
            return None
        if host is not None and (address, length) in _reserved(flavour, host):
            return Choice6(link, address, length, pool)
        if pool is None or (flavour.prefixes and length not in {pool.range.length, 0}):
            return None
        return Choice6(link, address, pool.range.length, pool)

    def bind(
        self, flavour: Flavour, client: Client6, ia: Ia, choice: Choice6, now_ns: int, *, commit: bool
    ) -> tuple[Lease, int, int]:
        """Offer or grant a choice; returns the lease with its preferred and valid lifetime in seconds."""
        key = owner(client, choice.link, ia)
        source = None if choice.pool is None else choice.pool.range
        preferred, valid = lifetimes(client, choice.link, ia)
        if commit:
            lease = flavour.book.grant(choice.address, key, source, valid, now_ns)
        else:
            lease = flavour.book.offer(choice.address, key, source, OFFER_S, now_ns)
        lease.length = choice.length
        lease.subnet_id = choice.link.subnet.id
        lease.client_id = client.request.client_id
        lease.iaid = ia.iaid
        lease.preferred_s = preferred
        host = client.hosts.get(choice.link.subnet.id)
        lease.hostname = "" if host is None else host.hostname
        return lease, preferred, valid

    def _candidates(self, flavour: Flavour, client: Client6, ia: Ia) -> Iterator[Choice6]:
        for link in client.links:
            host = client.hosts.get(link.subnet.id)
            if host is not None:
                for address, length in _reserved(flavour, host):
                    if flavour.prefixes or address in link:
                        pool = link.pool_of(address, client.names, prefixes=flavour.prefixes)
                        yield Choice6(link, address, length, pool)
        for link in client.links:
            lease = flavour.book.of(owner(client, link, ia))
            if lease is not None:
                choice = self.allowed(flavour, client, link, lease.address, lease.length)
                if choice is not None:
                    yield choice
        for wish in ia.wishes:  # a hint, which the server may follow (RFC 9915 §18.3.1, RFC 8168)
            for link in client.links:
                choice = self.allowed(flavour, client, link, wish.address, wish.length)
                if choice is not None:
                    yield choice


def owner(client: Client6, link: Link, ia: Ia) -> bytes:
    """The key of a lease: subnet, flavour, IAID and DUID (RFC 9915 §12)."""
    return link.key + bytes((ia.code,)) + ia.iaid.to_bytes(4) + client.request.client_id


def lifetimes(client: Client6, link: Link, ia: Ia) -> tuple[int, int]:
    """Preferred and valid lifetime in seconds, the client's wishes kept within the bounds."""
    # §21.6, §21.22: lifetimes of which the preferred one is the longer are ignored.
    wish = next((wish for wish in ia.wishes if wish.valid and wish.preferred <= wish.valid), None)
    preferred: Lifetime = next((c.preferred for c in client.classes if c.preferred is not None), link.subnet.preferred)
    valid: Lifetime = next((c.valid for c in client.classes if c.valid is not None), link.subnet.valid)
    valid_s = valid.grant(None if wish is None else wish.valid)
    preferred_s = preferred.grant(None if wish is None or not wish.preferred else wish.preferred)
    return min(preferred_s, valid_s), valid_s  # RFC 9915 §21.6: never longer than valid


def leaf(code: int, address: int, length: int, preferred: int, valid: int, exclude: bytes = b"") -> RawOption:
    """An IA Address or IA Prefix option."""
    if code == OPTION_IA_PD:
        inside = (RawOption(PD_EXCLUDE, exclude),) if exclude else ()  # RFC 6603 §4.2
        return IaPrefix(preferred, valid, length, IPv6Address(address), inside).option()
    return IaAddr(IPv6Address(address), preferred, valid).option()


def refused(code: int, wishes: tuple[Wish, ...]) -> list[RawOption]:
    """Each named address or prefix with lifetimes of 0: the client stops using it (RFC 9915 §18.3.4)."""
    return [leaf(code, wish.address, min(wish.length, 128), 0, 0) for wish in wishes]


def container(ia: Ia, inside: list[RawOption], t1: int = 0, t2: int = 0) -> RawOption:
    """The IA of a reply."""
    if ia.code == OPTION_IA_TA:
        return IaTa(ia.iaid, tuple(inside)).option()
    if ia.code == OPTION_IA_PD:
        return IaPd(ia.iaid, t1, t2, tuple(inside)).option()
    return IaNa(ia.iaid, t1, t2, tuple(inside)).option()


def with_status(ia: Ia, status: int, text: str, inside: Sequence[RawOption] = ()) -> RawOption:
    """An IA that holds a status, and perhaps what the client shall no longer use."""
    return container(ia, [*inside, StatusCode(status, text).option()])


def with_lease(
    ia: Ia, link: Link, lease: Lease, preferred: int, valid: int, *, others: bool, exclude: bytes = b""
) -> RawOption:
    """An IA with its lease and T1 and T2 (RFC 9915 §21.4).

    With ``others`` what else the client named gets lifetimes of 0; ``exclude`` is a Prefix Exclude option's value.
    """
    t1, t2 = link.subnet.timers.of(preferred, INFINITY)
    if preferred == INFINITY and link.subnet.timers.renew is None:
        t1 = t2 = INFINITY  # §7.7: a lease for ever needs no renewal
    inside = [leaf(ia.code, lease.address, lease.length, preferred, valid, exclude)]
    if others:
        inside += refused(ia.code, tuple(w for w in ia.wishes if w.address not in {lease.address, 0}))
    return container(ia, inside, t1 or 0, t2 or 0)


def _pools(flavour: Flavour, link: Link, client: Client6, ia: Ia) -> Iterator[Pool]:
    pools = list(link.pd_pools if flavour.prefixes else link.pools)
    lengths = {wish.length for wish in ia.wishes}
    if flavour.prefixes and lengths:
        pools.sort(key=lambda pool: pool.range.length not in lengths)  # RFC 8168 §3.2: the length hinted at first
    for pool in pools:
        if pool.admits(client.names):
            yield pool


def _reserved(flavour: Flavour, host: Reservation) -> list[tuple[int, int]]:
    if flavour.prefixes:
        return [(int(prefix.network_address), prefix.prefixlen) for prefix in host.prefixes]
    return [(int(address), 128) for address in host.addresses]
