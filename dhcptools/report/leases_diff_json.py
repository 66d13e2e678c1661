"""``leases diff --json``: an object a difference; the schema is ``schemas/leases-diff-1.schema.json``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from dhcptools.leases.compare import Difference
from dhcptools.leases.lease import Lease
from dhcptools.report import leases_json

SCHEMA = "dhcptool.leases-diff/1"


def document(found: Difference, now: int) -> dict[str, object]:
    """The change, the names of the fields that differ, and the lease as either store tells it."""
    return {
        "schema": SCHEMA,
        "change": found.change,
        "address": found.lease.address,
        "type": found.lease.type,
        "fields": list(found.fields),
        "before": _lease(found.before, now),
        "after": _lease(found.after, now),
    }


def lines(differences: Iterable[Difference], now: int) -> Iterator[str]:
    """A JSON object a difference."""
    for found in differences:
        yield json.dumps(document(found, now)) + "\n"


def _lease(lease: Lease | None, now: int) -> dict[str, object] | None:
    if lease is None:
        return None
    values = leases_json.document(lease, now)
    del values["schema"]
    return values
