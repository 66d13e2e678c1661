"""Subnets are edited in the server's memory and in a database at once.

## What it does
Finds `libdhcp_subnet_cmds.so` in a server that has a configuration back end (`config-control` with
`config-databases`).

## Why is this bad
The commands of the library change the running configuration, and `config-write` the file; the next change in the
database replaces what was done, and subnets with the same id from both sources clash.

## Example
```json
"config-control": { "config-databases": [ { "type": "mysql", "name": "kea" } ] },
"hooks-libraries": [ { "library": "libdhcp_mysql_cb.so" }, { "library": "libdhcp_subnet_cmds.so" } ]
```

## Use instead
```json
"config-control": { "config-databases": [ { "type": "mysql", "name": "kea" } ] },
"hooks-libraries": [ { "library": "libdhcp_mysql_cb.so" }, { "library": "libdhcp_cb_cmds.so" } ]
```

## Kea versions
Never noticed, by `-t`, `-T` or at the start, in any version.

## References
Kea Administrator Reference Manual, "libdhcp_cb_cmds.so: Configuration Backend Commands"; Stork's checker
subnet_cmds_and_cb_mutual_exclusion.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL727", "subnet-commands-with-config-backend", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look for the library wherever a configuration back end is."""
    hook = context.hook("libdhcp_subnet_cmds.so")
    if hook is not None and context.config_databases:
        message = "libdhcp_subnet_cmds beside a configuration back end: the database replaces what its commands change"
        yield RULE.finding(hook.at("library"), message)
