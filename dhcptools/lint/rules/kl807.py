"""The password of a database is written in the configuration.

## What it does
Finds a `password` in back ends of leases, hosts and configuration.

## Why is this bad
The file is copied, mailed, kept under version control and sent by `config-get`; the password goes with it.

## Example
```json
"lease-database": { "type": "postgresql", "name": "kea", "user": "kea", "password": "correct horse" }
```

## Use instead
```json
"lease-database": { "type": "postgresql", "name": "kea", "user": "kea", "password-file": "/etc/kea/secrets/db" }
```

Before 3.3.1: connect through a local socket with peer authentication, or keep the block in a file of its own
(`<?include "/etc/kea/secrets/db.json"?>`) that nobody else may read.

## Kea versions
Never noticed: it is allowed in every version. `password-file` exists since 3.3.1.

## References
Kea Administrator Reference Manual, "Lease Database Configuration"; "Kea Security".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL807", "password-in-file", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at every database."""
    for database in context.databases:
        if database.text("password"):
            way = "use password-file" if context.target >= (3, 3, 1) else "3.3.1+: password-file"
            yield RULE.finding(database.at("password"), f"plain-text password ({way})")
