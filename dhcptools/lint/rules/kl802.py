"""Leases are kept in memory only.

## What it does
Finds `"persist": false` of a memfile lease database.

## Why is this bad
At a restart the server knows none of its leases and gives their addresses to others, until each client has asked
again. It is meant for tests of performance.

## Example
```json
"lease-database": { "type": "memfile", "persist": false }
```

## Use instead
```json
"lease-database": { "type": "memfile", "persist": true }
```

## Kea versions
Never noticed: it is allowed in every version.

## References
Kea Administrator Reference Manual, "Memfile - Basic Storage for Leases".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL802", "leases-not-persistent", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at the lease database."""
    database = context.lease_database
    if database is not None and not database.is_sql and database.boolean("persist") is False:
        yield RULE.finding(database.at("persist"), '"persist": false: all leases are lost at restart')
