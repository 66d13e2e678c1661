"""A damaged lease file is loaded whatever is lost.

## What it does
Finds `"max-row-errors": 0` written for a memfile lease database.

## Why is this bad
0 is no limit: rows that cannot be read are dropped with a line in the log, however many they are, and their clients'
addresses go to others. A small number lets the server stop instead, so that the copy of last night can be used.

## Example
```json
"lease-database": { "type": "memfile", "max-row-errors": 0 }
```

## Use instead
```json
"lease-database": { "type": "memfile", "max-row-errors": 100 }
```

## Kea versions
Never noticed: it is allowed in every version and the default, which this rule does not report.

## References
Kea Administrator Reference Manual, "Memfile - Basic Storage for Leases".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL805", "lease-file-damage-accepted", Severity.INFO, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at the lease database."""
    database = context.lease_database
    if database is not None and not database.is_sql and database.integer("max-row-errors") == 0:
        at = database.at("max-row-errors")
        yield RULE.finding(at, "max-row-errors 0: a damaged lease file loads with silent losses")
