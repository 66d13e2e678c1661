"""``leases watch --json``: an object a change; the schema is ``schemas/leases-watch-1.schema.json``."""

from __future__ import annotations

import json

from dhcptools.leases.changes import Change
from dhcptools.leases.lease import Lease, iso
from dhcptools.report import leases_json

SCHEMA = "dhcptool.leases-watch/1"


def line(change: Change) -> str:
    """One JSON object with its newline."""
    document = {
        "schema": SCHEMA,
        "time": iso(change.time),
        "event": change.event,
        "address": change.lease.address,
        "type": change.lease.type,
        "lease": _lease(change.lease, change.time),
        "before": None if change.before is None else _lease(change.before, change.time),
    }
    return json.dumps(document) + "\n"


def _lease(lease: Lease, now: int) -> dict[str, object]:
    values = leases_json.document(lease, now)
    del values["schema"]
    return values
