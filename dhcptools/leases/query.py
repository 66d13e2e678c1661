"""Which leases are wanted, and in what order."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from fnmatch import translate
from ipaddress import IPv4Network, IPv6Network, ip_address
from re import IGNORECASE, Pattern
from re import compile as compile_pattern
from typing import Final

from dhcptools.leases.lease import GONE, HELD, Lease

Prefix = IPv4Network | IPv6Network
Key = tuple[bool, object]

COLUMNS: Final = (
    "address", "prefix_len", "type", "hwaddr", "client_id", "duid", "iaid", "subnet_id", "pool_id", "hostname", "state",
    "active", "starts", "expires", "valid_lifetime", "preferred_lifetime", "fqdn_fwd", "fqdn_rev", "user_context",
    "source",
)  # fmt: skip  # in the order of every output
ALIASES: Final = {
    "ip": "address", "mac": "hwaddr", "hw-address": "hwaddr", "cid": "client_id", "subnet": "subnet_id",
    "pool": "pool_id", "name": "hostname", "start": "starts", "expire": "expires", "lifetime": "valid_lifetime",
    "context": "user_context",
}  # fmt: skip  # other words for them
STATES: Final = (
    "active", "expired", "default", "declined", "expired-reclaimed", "reclaimed", "released", "registered", "free",
    "backup", "reset",
)  # fmt: skip  # active and expired are worked out, reclaimed is short for expired-reclaimed


def column(name: str) -> str:
    """The column that a name or an alias means, dashes or not. ValueError lists those there are."""
    plain = name.strip().lower()
    found = ALIASES.get(plain, plain.replace("-", "_"))
    if found not in COLUMNS:
        raise ValueError(f"no column {name!r}; there are {', '.join(COLUMNS)}")
    return found


@dataclass(frozen=True, slots=True)
class Query:
    """All conditions must hold; an empty one always does. ``now`` is in seconds since 1970.

    Without ``all`` and ``states`` leases whose time has passed and leases that nobody has are left out.
    """

    now: int
    all: bool = False
    states: frozenset[str] = frozenset()
    subnet_ids: frozenset[int] = frozenset()
    prefixes: tuple[Prefix, ...] = ()
    hwaddr: bytes = b""
    client_id: bytes = b""
    duid: bytes = b""
    hostname: str = ""
    expires_within: int | None = None
    sort: str = "address"
    descending: bool = False
    limit: int | None = None
    pattern: Pattern[str] | None = field(init=False, compare=False, default=None)

    def __post_init__(self) -> None:
        """Compile the pattern of host names once."""
        if self.hostname:
            object.__setattr__(self, "pattern", compile_pattern(translate(self.hostname), IGNORECASE))

    @property
    def asks_clients(self) -> bool:
        """Whether a condition looks at what a lease says of its client."""
        return bool(self.hwaddr or self.client_id or self.duid or self.pattern)

    def wants_state(self, lease: Lease) -> bool:
        """Whether the state is a wanted one."""
        if not self.states:
            return self.all or not (lease.state in GONE or lease.over(self.now))
        if lease.state in self.states or (lease.state == "expired-reclaimed" and "reclaimed" in self.states):
            return True
        if "active" in self.states and lease.active(self.now):
            return True
        return "expired" in self.states and lease.state in HELD and lease.over(self.now)

    def wants_client(self, lease: Lease) -> bool:
        """Whether it is a wanted client's."""
        if self.hwaddr and lease.hwaddr != self.hwaddr:
            return False
        if self.client_id and lease.client_id != self.client_id:
            return False
        if self.duid and lease.duid != self.duid:
            return False
        return (
            self.pattern is None
            or self.pattern.match(lease.hostname.removesuffix(".")) is not None
            or (self.pattern.match(lease.hostname) is not None)
        )

    def matches(self, lease: Lease) -> bool:
        """Whether all conditions hold."""
        if self.subnet_ids and lease.subnet_id not in self.subnet_ids:
            return False
        if self.expires_within is not None:
            ends = lease.expires
            if ends is None or not self.now <= ends <= self.now + self.expires_within:
                return False
        if not self.wants_state(lease) or not self.wants_client(lease):
            return False
        if self.prefixes:
            address = ip_address(lease.packed)
            return any(address in prefix for prefix in self.prefixes)
        return True

    @property
    def key(self) -> Callable[[Lease], object]:
        """What to sort by: absent values come first, an infinite lease expires last."""
        name = self.sort
        if name == "address":
            return lambda lease: lease.order
        if name == "active":
            return lambda lease: lease.active(self.now)
        if name == "user_context":
            return lambda lease: str(lease.user_context or "")
        if name == "expires":
            return lambda lease: (lease.expires is None, lease.expires or 0)

        def key(lease: Lease) -> Key:
            value = getattr(lease, name)
            return (value is not None, value)

        return key

    def arrange(self, leases: Iterable[Lease]) -> Iterator[Lease]:
        """The leases in order, no more than wanted; those with equal keys stay as they came."""
        if self.limit is not None and self.sort != "address":
            choose = heapq.nlargest if self.descending else heapq.nsmallest
            return iter(choose(self.limit, leases, key=self.key))  # type: ignore[arg-type]  # keys of one column compare
        ordered = sorted(leases, key=self.key, reverse=self.descending)  # type: ignore[arg-type]  # as above
        return iter(ordered if self.limit is None else ordered[: self.limit])
