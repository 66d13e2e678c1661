"""DHCPv4 and DHCPv6 have the same lease file.

## What it does
Compares the lease files of the DHCPv4 and DHCPv6 servers of the run.

## Why is this bad
Each writes rows that the other cannot read, and when one cleans the file up, what the other wrote is gone.

## Example
```json
// kea-dhcp4.conf and kea-dhcp6.conf
"lease-database": { "type": "memfile", "name": "/var/lib/kea/leases.csv" }
```

## Use instead
```json
// kea-dhcp4.conf
"lease-database": { "type": "memfile", "name": "/var/lib/kea/kea-leases4.csv" }
// kea-dhcp6.conf
"lease-database": { "type": "memfile", "name": "/var/lib/kea/kea-leases6.csv" }
```

## Kea versions
Never noticed: no version of Kea compares the files of two daemons.

## References
Kea Administrator Reference Manual, "Memfile - Basic Storage for Leases".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.partners import of_daemon
from dhcptools.lint.paths import LEASES, placed
from dhcptools.lint.rule import Rule

RULE = Rule("KL961", "same-lease-file", Severity.ERROR, "m", across=True)


def check_files(contexts: Sequence[Context]) -> Iterator[Finding]:
    """Look the lease file of each DHCPv6 server up among those of DHCPv4."""
    files = {path for server in of_daemon(contexts, "Dhcp4") if (path := _file(server)) is not None}
    for server in of_daemon(contexts, "Dhcp6"):
        path, database = _file(server), server.lease_database
        if path in files and database is not None:
            yield RULE.finding(database.at("name"), f"dhcp4 and dhcp6 use the same lease file, {path}")


def _file(server: Context) -> str | None:
    database = server.lease_database
    if database is None or database.type != "memfile" or not database.name or database.boolean("persist") is False:
        return None
    return placed(database.name, LEASES)
