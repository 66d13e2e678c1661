"""Reservations are kept in a database that nothing can edit.

## What it does
Finds `hosts-database` and `hosts-databases` in a server without `libdhcp_host_cmds.so`.

## Why is this bad
It works. But reservations can then only be read: adding or removing one means to write to the tables by hand, past
the checks of the server, and tools such as Stork show none of them.

## Example
```json
"hosts-databases": [ { "type": "postgresql", "name": "kea" } ]
```

## Use instead
```json
"hosts-databases": [ { "type": "postgresql", "name": "kea" } ],
"hooks-libraries": [ { "library": "libdhcp_host_cmds.so" } ]
```

## Kea versions
Never noticed. The library is free software since 2.7.7; before it came with a subscription.

## References
Kea Administrator Reference Manual, "libdhcp_host_cmds.so: Host Commands"; Stork's checker host_cmds_presence.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL726", "hosts-in-database-without-commands", Severity.INFO, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look for the library wherever a database of hosts is."""
    if context.hook("libdhcp_host_cmds.so") is None:
        for database in context.host_databases[:1]:
            message = "reservations are in a database and libdhcp_host_cmds is not loaded: they cannot be edited"
            yield RULE.finding(database.at("type"), message)
