"""How full a server is, by the counters that its database keeps: a row a subnet and state, and no lease is read.

Triggers of the database count leases by their stored state: one whose time has passed is assigned until Kea reclaims
it, and expired means reclaimed here. Which pool an address is in the counters do not tell.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.kea.memfile.fields import BASIC_STATES
from dhcptools.kea.model import Config
from dhcptools.kea.sql.database import has_table
from dhcptools.kea.sql.target import SqlError
from dhcptools.leases.lease import HELD
from dhcptools.leases.sql import SqlReading, told
from dhcptools.leases.usage import Count, SubnetUse, Usage, gather

_PD = 2
Key = tuple[int, bool]
"""A subnet, and whether it is about delegated prefixes."""


def count_usage(reading: SqlReading, config: Config | None) -> Usage | None:
    """Count by the counters, in the places of a configuration; None when this schema has none."""
    try:
        counts = _counts(reading)
    except SqlError as error:
        raise told(error) from error
    if counts is None:
        return None
    usage = _usage(reading, config, counts)
    usage.counters = "database"
    return usage


def _usage(reading: SqlReading, config: Config | None, counts: dict[Key, Count]) -> Usage:
    if config is None:
        numbers = sorted({number for number, _ in counts})
        uses = [
            SubnetUse(
                f"subnet {number}", counts.get((number, False), Count()), counts.get((number, True), Count()), number
            )
            for number in numbers
        ]
        return gather(reading.family, reading.source, uses, configured=False)
    uses = list(_configured(config, counts))
    known = {subnet.id for subnet in config.subnets}
    unknown = sum(_leases(count) for (number, _), count in counts.items() if number not in known)
    return gather(reading.family, reading.source, uses, unknown=unknown)


def _counts(reading: SqlReading) -> dict[Key, Count] | None:
    table = f"lease{reading.family}_stat"
    if not has_table(reading.database, table):
        return None
    kind = "0" if reading.family == 4 else "lease_type"
    found: dict[Key, Count] = {}
    statement = f"SELECT subnet_id, {kind}, state, leases FROM {table} WHERE leases > 0"  # noqa: S608 - of words of ours
    for values in reading.database.query(statement):
        number, lease_type, state, leases = (int(str(value)) for value in values)
        count = found.setdefault((number, lease_type == _PD), Count(out_of_pool=None))
        name = BASIC_STATES.get(state, "")
        if name in HELD:
            count.assigned += leases
        elif name == "declined":
            count.declined += leases
        elif name == "expired-reclaimed":
            count.expired = (count.expired or 0) + leases
    return found


def _configured(config: Config, counts: dict[Key, Count]) -> Iterator[SubnetUse]:
    for subnet in config.subnets:
        addresses = counts.get((subnet.id, False), Count(out_of_pool=None))
        addresses.total = sum(int(pool.last) - int(pool.first) + 1 for pool in subnet.pools)
        prefixes = counts.get((subnet.id, True), Count(out_of_pool=None) if subnet.pd_pools else Count())
        prefixes.total = sum(1 << (pool.delegated_length - pool.prefix.prefixlen) for pool in subnet.pd_pools)
        yield SubnetUse(str(subnet.prefix), addresses, prefixes, subnet.id, subnet.shared_network)


def _leases(count: Count) -> int:
    return count.assigned + count.declined + (count.expired or 0)
