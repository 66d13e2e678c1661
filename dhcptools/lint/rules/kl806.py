"""A database has no name.

## What it does
Finds MySQL and PostgreSQL back ends, of leases, hosts or configuration, without `name`.

## Why is this bad
The server accepts the configuration and then does not start: it does not know which database to open.

## Example
```json
"lease-database": { "type": "postgresql", "host": "192.0.2.9", "user": "kea" }
```

## Use instead
```json
"lease-database": { "type": "postgresql", "host": "192.0.2.9", "user": "kea", "name": "kea" }
```

## Kea versions
Never noticed by `-t`, in any version; the server stops with *must specify a name for the database*.

## References
Kea Administrator Reference Manual, "Lease Database Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL806", "database-without-name", Severity.ERROR, "S")


def check(context: Context) -> Iterator[Finding]:
    """Look at every database."""
    for database in context.databases:
        if database.is_sql and ("name" not in database.entries or database.name == ""):
            yield RULE.finding(database.at("name"), f'SQL back end {database.type} without "name"')
