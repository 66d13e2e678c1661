"""What ``leases stats --json`` says of the leases behind its counts; the schema is that of the whole document."""

from __future__ import annotations

from dhcptools.leases.growth import History
from dhcptools.leases.insight import Insight
from dhcptools.leases.lease import iso


def insight(found: Insight | None) -> dict[str, object] | None:
    """Null for a server that was asked for its counters alone."""
    if found is None:
        return None
    clients = found.clients
    return {
        "ending_per_hour": found.ending,
        "ending_later": found.later,
        "infinite": found.infinite,
        "lifetime_median_s": found.median_s,
        "lifetime_of_a_day": found.long_lived,
        "not_renewed": found.silent,
        "clients": clients.count,
        "most_leases": [{"client": client.hex(), "leases": count} for client, count in clients.most],
        "vendors": [
            {"oui": oui.hex(":"), "name": found.names.get(oui), "leases": count} for oui, count in clients.vendors
        ],
        "made_up_addresses": clients.made_up,
        "reasons": [{"reason": reason, "message": text} for reason, text in found.reasons()],
    }


def history(found: History | None) -> dict[str, object] | None:
    """Null when there is none."""
    if found is None:
        return None
    return {
        "source": found.source,
        "since": iso(found.time),
        "places": [
            {
                "name": growth.name,
                "before": growth.before,
                "now": growth.now,
                "seconds": growth.seconds,
                "growth_per_hour": round(growth.per_hour, 3),
                "full_in_s": growth.full_in_s,
            }
            for growth in found.growths
        ],
    }
