"""How full pools, subnets and shared networks are.

A lease is assigned when a client holds it, declined while its address is set aside, expired when its time has passed or
it was reclaimed. Assigned and declined leases are counted where a pool has their address; one that is in no pool of its
subnet (a reservation, or a pool that was taken away) is out of pool and uses nothing up. Delegated prefixes are counted
apart from addresses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from dhcptools.kea.model import Config, Subnet
from dhcptools.leases.census import ASSIGNED, DECLINED, EXPIRED, Census
from dhcptools.leases.memfile import within

if TYPE_CHECKING:
    from dhcptools.leases.growth import History
    from dhcptools.leases.insight import Insight


@dataclass(slots=True)
class Count:
    """Leases of one place. ``total`` is how many it can have; None when no configuration says so.

    ``expired`` and ``out_of_pool`` are None where a server's counters do not tell; the latter is in ``assigned`` then.
    """

    total: int | None = None
    assigned: int = 0
    declined: int = 0
    expired: int | None = 0
    out_of_pool: int | None = 0

    @property
    def free(self) -> int | None:
        """How many can still be leased."""
        return None if self.total is None else max(0, self.total - self.assigned - self.declined)

    @property
    def utilisation(self) -> float | None:
        """The used share, 0 to 1; None when there is nothing to use."""
        return (self.assigned + self.declined) / self.total if self.total else None

    def add(self, other: Count) -> None:
        """Add up."""
        if other.total is not None:
            self.total = (self.total or 0) + other.total
        self.assigned += other.assigned
        self.declined += other.declined
        self.expired = _sum(self.expired, other.expired)
        self.out_of_pool = _sum(self.out_of_pool, other.out_of_pool)


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


@dataclass(slots=True)
class Place:
    """A pool, a subnet, a shared network or everything: its addresses and its delegated prefixes."""

    name: str
    addresses: Count = field(default_factory=Count)
    prefixes: Count = field(default_factory=Count)


@dataclass(slots=True)
class SubnetUse(Place):
    """A subnet. A pool has addresses or prefixes."""

    id: int = 0
    shared_network: str = ""
    pools: list[Place] = field(default_factory=list)


@dataclass(slots=True)
class Usage:
    """What one store says of one configuration. ``unknown`` counts leases of subnets that are not configured.

    ``insight`` is what the leases themselves show, ``history`` what was before; None where nobody looked, or knows.
    ``counters`` says whose counters were read in place of leases: those of a ``server`` or of a ``database``.
    """

    family: int
    source: str
    subnets: list[SubnetUse]
    networks: list[Place]
    total: Place
    unknown: int = 0
    configured: bool = False
    insight: Insight | None = None
    history: History | None = None
    counters: Literal["", "server", "database"] = ""

    def untold(self) -> dict[str, str]:
        """What is missing here, by its key in ``--json``, and why."""
        found: dict[str, str] = {}
        if not self.configured:
            why = "no configuration says which pools there are"
            found |= dict.fromkeys(("total", "free", "utilisation"), why)
        if self.counters:
            counts = [count for place in (*self.subnets, self.total) for count in (place.addresses, place.prefixes)]
            why = f"the counters of the {self.counters} do not tell"
            if any(count.expired is None for count in counts):
                found["expired"] = why
            if any(count.out_of_pool is None for count in counts):
                found["out_of_pool"] = why
            if self.configured and any(subnet.pools == [] and subnet.addresses.total for subnet in self.subnets):
                found["pools"] = why
            found["insight"] = "no lease was looked at"
        return found

    def judged(self) -> Iterator[tuple[str, Count]]:
        """What can run out: shared networks, and subnets that share with nobody."""
        for place in (*self.networks, *(subnet for subnet in self.subnets if not subnet.shared_network)):
            for count, kind in ((place.addresses, ""), (place.prefixes, " prefixes")):
                if count.total:
                    yield place.name + kind, count


def measure(census: Census, config: Config | None, source: str) -> Usage:
    """Count a store's leases by a configuration, or by subnet number alone without one."""
    if config is not None and not census.numbered:
        census.number([(subnet.id, subnet.prefix) for subnet in config.subnets])
    order = np.argsort(census.subnet_id, kind="stable")
    numbers = census.subnet_id[order]
    subnets: Sequence[Subnet | int]
    subnets = config.subnets if config is not None else [int(number) for number in np.unique(numbers)]
    uses = []
    counted = 0
    for subnet in subnets:
        number = subnet if isinstance(subnet, int) else subnet.id
        begin, end = np.searchsorted(numbers, [number, number + 1]).tolist()
        counted += end - begin
        uses.append(_subnet(census, order[begin:end], subnet))
    return gather(census.family, source, uses, configured=config is not None, unknown=len(numbers) - counted)


def gather(family: int, source: str, subnets: list[SubnetUse], *, configured: bool = True, unknown: int = 0) -> Usage:
    """What subnets add up to: shared networks, and the total."""
    networks: dict[str, Place] = {}
    total = Place("total")
    for use in subnets:
        if use.shared_network:
            _join(networks.setdefault(use.shared_network, Place(use.shared_network)), use)
        _join(total, use)
    return Usage(family, source, subnets, list(networks.values()), total, unknown, configured)


def _join(place: Place, part: Place) -> None:
    place.addresses.add(part.addresses)
    place.prefixes.add(part.prefixes)


def _subnet(census: Census, rows: npt.NDArray[np.int64], subnet: Subnet | int) -> SubnetUse:
    kinds, prefixes, addresses = census.kind[rows], census.is_prefix[rows], census.address[rows]
    if isinstance(subnet, int):
        use = SubnetUse(f"subnet {subnet}" if subnet >= 0 else "no subnet", id=subnet)
        for count, chosen in ((use.addresses, kinds[~prefixes]), (use.prefixes, kinds[prefixes])):
            _count(count, chosen)
        return use
    use = SubnetUse(str(subnet.prefix), Count(0), Count(0), subnet.id, subnet.shared_network)
    pooled = np.zeros(len(rows), np.bool_)
    for pool in subnet.pools:
        first, last = int(pool.first), int(pool.last)
        inside = within(addresses, first, last) & ~prefixes
        place = Place(f"{pool.first}-{pool.last}", Count(last - first + 1))
        _count(place.addresses, kinds[inside])
        use.pools.append(place)
        use.addresses.add(place.addresses)
        pooled |= inside
    for delegated in subnet.pd_pools:
        prefix = delegated.prefix
        inside = within(addresses, int(prefix.network_address), int(prefix.broadcast_address)) & prefixes
        place = Place(f"{prefix} /{delegated.delegated_length}")
        place.prefixes.total = 1 << (delegated.delegated_length - prefix.prefixlen)
        _count(place.prefixes, kinds[inside])
        use.pools.append(place)
        use.prefixes.add(place.prefixes)
        pooled |= inside
    for count, chosen in ((use.addresses, kinds[~prefixes & ~pooled]), (use.prefixes, kinds[prefixes & ~pooled])):
        rest = Count()
        _count(rest, chosen)
        count.out_of_pool = rest.assigned + rest.declined
        count.expired = _sum(count.expired, rest.expired)
    return use


def _count(count: Count, kinds: npt.NDArray[np.int8]) -> None:
    found = np.bincount(kinds, minlength=4).tolist()
    count.assigned, count.declined, count.expired = found[ASSIGNED], found[DECLINED], found[EXPIRED]
