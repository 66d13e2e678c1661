"""``leases show --json``: a line a lease, all keys always there; the schema is ``schemas/leases-1.schema.json``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from dhcptools.leases.lease import Lease, iso
from dhcptools.leases.query import COLUMNS

SCHEMA = "dhcptool.leases/1"


def document(lease: Lease, now: int) -> dict[str, object]:
    """What is known of a lease: MAC addresses with colons, other octets in bare hex, times in UTC, null for unknown."""
    return {
        "schema": SCHEMA,
        "address": lease.address,
        "prefix_len": lease.prefix_len,
        "type": lease.type,
        "hwaddr": lease.hwaddr.hex(":") or None,
        "client_id": lease.client_id.hex() or None,
        "duid": lease.duid.hex() or None,
        "iaid": lease.iaid,
        "subnet_id": lease.subnet_id,
        "pool_id": lease.pool_id,
        "hostname": lease.hostname or None,
        "state": lease.state,
        "active": lease.active(now),
        "starts": None if lease.starts is None else iso(lease.starts),
        "expires": None if lease.expires is None else iso(lease.expires),
        "valid_lifetime": lease.valid_lifetime,
        "preferred_lifetime": lease.preferred_lifetime,
        "fqdn_fwd": lease.fqdn_fwd,
        "fqdn_rev": lease.fqdn_rev,
        "user_context": lease.user_context,
        "source": lease.source,
    }


def lines(leases: Iterable[Lease], columns: Sequence[str] | None, now: int) -> Iterator[str]:
    """A JSON object a lease, in ASCII; only the named columns when some are named."""
    kept = ("schema", *(columns or COLUMNS))
    for lease in leases:
        found = document(lease, now)
        yield json.dumps({name: found[name] for name in kept}) + "\n"
