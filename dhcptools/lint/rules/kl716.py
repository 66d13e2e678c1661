"""High Availability with leases in memory only.

## What it does
Finds `"persist": false` of the lease database in a server that loads `libdhcp_ha.so`.

## Why is this bad
After each restart the server has no leases and fetches all of them from its partner, page by page, and is silent
meanwhile. When both go down together, as in a power failure, all leases are lost.

## Example
```json
"lease-database": { "type": "memfile", "persist": false }
```

## Use instead
```json
"lease-database": { "type": "memfile", "persist": true }
```

## Kea versions
Never noticed, by `-t`, `-T` or at the start, in any version.

## References
Kea Administrator Reference Manual, "Memfile - Basic Storage for Leases"; "Lease Database Synchronization Errors".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL716", "ha-without-persistence", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at the lease database of HA servers."""
    database = context.lease_database
    if context.hook("libdhcp_ha.so") is not None and database is not None and database.boolean("persist") is False:
        message = 'HA with "persist": false: every restart resynchronises the whole lease database'
        yield RULE.finding(database.at("persist"), message)
