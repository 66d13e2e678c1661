"""A database needs a hook library that is not loaded.

## What it does
Finds lease, host and configuration databases of type mysql or postgresql without libdhcp_mysql.so or libdhcp_pgsql.so.

## Why is this bad
Since 2.7.4 the code for SQL is in hook libraries. `-t` accepts the file, since it does not load them; the server does
not start.

## Example
```json
"lease-database": { "type": "mysql", "name": "kea" }
```

## Use instead
```json
"hooks-libraries": [ { "library": "libdhcp_mysql.so" } ],
"lease-database": { "type": "mysql", "name": "kea" }
```

## Kea versions
From 2.7.4 (3.0) on. Before, it was compiled in.

## References
Kea Administrator Reference Manual, "Lease Database Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.scope import Map
from dhcptools.lint.model.services import Database
from dhcptools.lint.rule import Rule

_LIBRARIES: Final = {"mysql": "libdhcp_mysql.so", "postgresql": "libdhcp_pgsql.so"}

RULE = Rule("KL117", "backend-needs-hook", Severity.ERROR, "S")


def check(context: Context) -> Iterator[Finding]:
    """Look at the databases and the hook libraries."""
    if context.target < (2, 7, 4):
        return
    control = context.top.child("config-control", Map)
    leases = [] if context.lease_database is None else [("lease-database", context.lease_database)]
    hosts = [("hosts-database", each) for each in context.host_databases]
    configs = [] if control is None else control.children("config-databases", Database)
    for name, database in (*leases, *hosts, *(("config-database", each) for each in configs)):
        library = _LIBRARIES.get(database.type or "")
        if library is not None and context.hook(library) is None:
            message = f"{name} {database.type} needs hook {library} since 2.7.4"
            yield RULE.finding(database.at("type"), message)
