"""A subnet without pools and reservations.

## What it does
Finds subnets that have neither pools, prefix pools, nor reservations, in files without a host or configuration
database.

## Why is this bad
No client can get an address in it. Clients that Kea finds to be there are turned away, although another subnet might
serve them.

## Example
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24" } ]
```

## Use instead
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24", "pools": [ { "pool": "192.0.2.10-192.0.2.200" } ] } ]
```

## Kea versions
Never noticed by `-t`, in any version. Stork reports it.

## References
Stork's checker `dispensable_subnet`.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.effective import reserves_globally
from dhcptools.lint.rule import Rule

RULE = Rule("KL209", "subnet-gives-nothing", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at every subnet whose hosts are all in the file."""
    if context.host_databases or context.config_databases:
        return
    for subnet in context.subnets:
        hosts = subnet.reservations or (context.global_reservations and reserves_globally(subnet))
        if not (subnet.pools or subnet.pd_pools or hosts) and subnet.prefix is not None:
            message = f"subnet {subnet.label} has no pools and no reservations"
            yield RULE.finding(subnet.at("subnet"), message)
