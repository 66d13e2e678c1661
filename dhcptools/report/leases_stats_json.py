"""``leases stats --json``: an object a store; the schema is ``schemas/leases-stats-1.schema.json``."""

from __future__ import annotations

from dhcptools import __version__
from dhcptools.leases.lease import iso
from dhcptools.leases.usage import Count, Place, SubnetUse, Usage
from dhcptools.report.leases_insight_json import history, insight

SCHEMA = "dhcptool.leases-stats/1"


def document(usage: Usage, now: int) -> dict[str, object]:
    """Counts of addresses in each place, and of delegated prefixes below ``prefixes`` where it has any."""
    return {
        "schema": SCHEMA,
        "tool": {"name": "dhcptool", "version": __version__},
        "source": usage.source,
        "family": usage.family,
        "time": iso(now),
        "subnets": [_subnet(subnet, usage) for subnet in usage.subnets],
        "shared_networks": [{"name": network.name, **_place(network)} for network in usage.networks],
        "total": _place(usage.total),
        "unknown_subnet": usage.unknown,
        "insight": insight(usage.insight),
        "history": history(usage.history),
        "untold": usage.untold(),
    }


def _subnet(subnet: SubnetUse, usage: Usage) -> dict[str, object]:
    return {
        "id": subnet.id if subnet.id >= 0 else None,
        "prefix": subnet.name if usage.configured else None,
        "shared_network": subnet.shared_network or None,
        **_place(subnet),
        "pools": [
            {"pool": pool.name, "type": "address", **_count(pool.addresses)}
            if pool.prefixes.total is None
            else {"pool": pool.name, "type": "prefix", **_count(pool.prefixes)}
            for pool in subnet.pools
        ],
    }


def _place(place: Place) -> dict[str, object]:
    found: dict[str, object] = {**_count(place.addresses)}
    if place.prefixes != Count(0) and place.prefixes != Count():
        found["prefixes"] = _count(place.prefixes)
    return found


def _count(count: Count) -> dict[str, object]:
    used = count.utilisation
    return {
        "total": count.total,
        "assigned": count.assigned,
        "declined": count.declined,
        "expired": count.expired,
        "out_of_pool": count.out_of_pool,
        "free": count.free,
        "utilisation": None if used is None else round(used, 6),
    }
