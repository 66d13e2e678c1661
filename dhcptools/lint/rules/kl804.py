"""The lease file is cleaned up all the time.

## What it does
Finds an `lfc-interval` below 60 seconds, other than 0 (KL803).

## Why is this bad
Each clean-up starts a process that reads and writes all leases. With many of them it is not done when the next is
due, and disk and processor are busy with nothing else. The value is seconds, not minutes or hours.

## Example
```json
"lease-database": { "type": "memfile", "lfc-interval": 5 }
```

## Use instead
```json
"lease-database": { "type": "memfile", "lfc-interval": 3600 }
```

## Kea versions
Never noticed: it is allowed in every version. The default is 3600 seconds.

## References
Kea Administrator Reference Manual, "Why Is Lease File Cleanup Necessary?".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL804", "lease-file-cleaned-too-often", Severity.WARNING, "-")

_SHORTEST: Final = 60  # seconds


def check(context: Context) -> Iterator[Finding]:
    """Look at the lease database."""
    database = context.lease_database
    if database is None or database.is_sql or database.boolean("persist") is False:
        return
    interval = database.integer("lfc-interval")
    if interval is not None and 0 < interval < _SHORTEST:
        yield RULE.finding(
            database.at("lfc-interval"),
            f"lfc-interval {interval} s: all leases are written again that often; 3600 is usual",
        )
