"""The database of reservations is a lease file.

## What it does
Finds `hosts-database` and `hosts-databases` of type memfile.

## Why is this bad
The server accepts the configuration and then does not start: memfile keeps leases only. Reservations of a file are
written in the configuration itself.

## Example
```json
"hosts-database": { "type": "memfile" }
```

## Use instead
```json
"hosts-databases": [ { "type": "mysql", "name": "kea" } ]
```

## Kea versions
Accepted by `-t` in every version; refused by `-T` (2.3.6 and later) and at the start.

## References
Kea Administrator Reference Manual, "Hosts Storage".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL808", "hosts-in-memfile", Severity.ERROR, "ST")


def check(context: Context) -> Iterator[Finding]:
    """Look at the databases of hosts."""
    for database in context.host_databases:
        if database.type == "memfile":
            yield RULE.finding(database.at("type"), "hosts-database cannot be memfile")
