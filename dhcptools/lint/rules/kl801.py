"""The lease file cannot be opened where it is to be.

## What it does
Looks at `name` of a memfile lease database: whether the host has its directory (silent when nothing is known of the
host, `--host-facts`), and, for Kea 2.6.3 and later, whether that is `/var/lib/kea`.

## Why is this bad
The server accepts the configuration and then does not start. Newer versions open lease files in one directory only,
so that whoever may send commands cannot have other files overwritten (CVE-2025-32803).

## Example
```json
"lease-database": { "type": "memfile", "name": "/var/leases/dhcp4.leases" }
```

## Use instead
```json
"lease-database": { "type": "memfile", "name": "/var/lib/kea/dhcp4.leases" }
```

Move the file there with the server stopped. From 2.6.3 on the file name alone is enough; `KEA_DHCP_DATA_DIR` names
another directory, and 3.0 with `-X` accepts every path.

## Kea versions
Never noticed by `-t`. A missing directory stops every version at the start, another directory than `/var/lib/kea`
2.6.3 and later, and 2.7.9 and later.

## References
Kea Administrator Reference Manual, "Memfile - Basic Storage for Leases"; "Kea Security".
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.paths import LEASES, are_restricted, is_directly_in
from dhcptools.lint.rule import Rule

RULE = Rule("KL801", "lease-file-directory", Severity.ERROR, "S")


def check(context: Context) -> Iterator[Finding]:
    """Ask the host for the directory, and the version whether it is the right one."""
    database = context.lease_database
    if database is None or database.type not in {"memfile", None} or not database.name:
        return
    if database.boolean("persist") is False:
        return
    path = PurePosixPath(database.name)
    if path.is_absolute() and context.facts.is_directory(str(path.parent)) is False:
        yield RULE.finding(database.at("name"), f"lease file directory {path.parent} does not exist")
    elif are_restricted(context.target) and not is_directly_in(str(path), LEASES):
        message = f"lease file {path} refused since 2.6.3/2.7.9: must be in {LEASES}"
        yield RULE.finding(database.at("name"), message)
