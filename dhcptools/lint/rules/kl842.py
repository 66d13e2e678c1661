"""A parameter of a database holds a blank.

## What it does
Looks at the texts of `lease-database` and of the databases of hosts, the path of a lease file too; passwords may hold
blanks.

## Why is this bad
Kea joins the parameters to one text and takes it apart at blanks: it does not start, and says *Cannot parse*.

## Example
```json
"lease-database": { "type": "memfile", "name": "/var/lib/kea/my leases.csv" }
```

## Use instead
```json
"lease-database": { "type": "memfile", "name": "/var/lib/kea/my-leases.csv" }
```

## Kea versions
Accepted by `-t` of 2.2, which then does not start; of configuration databases `-t` refuses it (KL120).

## References
Kea Administrator Reference Manual, "Lease Database Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL842", "database-parameter-with-blank", Severity.ERROR, "S")


def check(context: Context) -> Iterator[Finding]:
    """Look at each text of each database."""
    lease = context.lease_database
    for database in (*([] if lease is None else [lease]), *context.host_databases):
        for key, entry in database.entries.items():
            value = entry.node.value
            if key != "password" and isinstance(value, str) and any(each.isspace() for each in value):
                yield RULE.finding(entry.node, f'"{key}" holds a blank: Kea cannot parse it and does not start')
