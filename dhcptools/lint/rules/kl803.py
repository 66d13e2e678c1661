"""The lease file is never cleaned up.

## What it does
Finds `"lfc-interval": 0` of a memfile lease database that is kept on disk.

## Why is this bad
Every renewal is a new line of the lease file. Without the clean-up (LFC) it grows until the disk is full, and each
start takes longer to read it.

## Example
```json
"lease-database": { "type": "memfile", "lfc-interval": 0 }
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

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL803", "lease-file-not-cleaned", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at the lease database."""
    database = context.lease_database
    if database is None or database.is_sql or database.boolean("persist") is False:
        return
    if database.integer("lfc-interval") == 0:
        yield RULE.finding(database.at("lfc-interval"), "lfc-interval 0: the lease file grows for ever")
