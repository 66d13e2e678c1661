"""``discover --json``: one object a look, one a change with ``--watch``, as schemas/discover-1.schema.json says."""

from __future__ import annotations

from datetime import datetime

from dhcptools import __version__
from dhcptools.probe.census import Census, Server
from dhcptools.probe.changes import Change
from dhcptools.probe.expect import Judged, Judgement

SCHEMA = "dhcptool.discover/1"


def document(interface: str, census: Census, judgement: Judgement, at: datetime) -> dict[str, object]:
    """The object of a look that ended ``at``, in UTC."""
    return {
        **_head(interface, at),
        "servers": [_judged(judged) for judged in judgement.servers],
        "other_answers": [_judged(judged) for judged in judgement.others],
        "missing": list(judgement.missing),
        "offers": census.offers,
        "ignored": dict(sorted(census.ignored.items())),
        "dropped": census.dropped,
        "verdict": judgement.verdict,
    }


def event(interface: str, change: Change, expected: bool | None, at: datetime) -> dict[str, object]:
    """The object of a change that was seen ``at``, in UTC."""
    return {
        **_head(interface, at),
        "change": change.what,
        "answers": not change.other,
        "server": {**_server(change.server), "expected": expected},
        "differences": [
            {"name": difference.name, "before": difference.before, "after": difference.after}
            for difference in change.differences
        ],
    }


def _head(interface: str, at: datetime) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "tool": {"name": "dhcptool", "version": __version__},
        "time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "interface": interface,
    }


def _judged(judged: Judged) -> dict[str, object]:
    return {**_server(judged.server), "expected": judged.expected, "faults": list(judged.faults)}


def _server(server: Server) -> dict[str, object]:
    best = server.best
    places = (*best.addresses, *best.prefixes) if best.offers else ()
    return {
        "family": best.family,
        "server_id": best.server_id,
        "source": best.source,
        "source_mac": best.mac.hex(":"),
        "vlans": list(best.vlans),
        "offered": places[0] if places else None,
        "addresses": list(best.addresses) if best.offers else [],
        "prefixes": list(best.prefixes) if best.offers else [],
        "lease_s": best.lease_s,
        "rtt_ms": None if best.rtt_ns is None else best.rtt_ns / 1e6,
        "duplicates": server.duplicates,
        "answers": list(server.kinds),
        "status": best.status,
        "options": [option.json() for option in best.options],
        "problems": list(best.problems),
    }
