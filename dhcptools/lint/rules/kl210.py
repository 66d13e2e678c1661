"""A pool is outside of its subnet.

## What it does
Compares the pools of addresses with the prefix of their subnet.

## Why is this bad
Kea does not start. Often the subnet was copied and one octet forgotten.

## Example
```json
"subnet": "192.0.2.0/24",
"pools": [ { "pool": "192.0.3.10-192.0.3.20" } ]
```

## Use instead
```json
"subnet": "192.0.2.0/24",
"pools": [ { "pool": "192.0.2.10-192.0.2.20" } ]
```

## Kea versions
Refused by `-t` in every version: *does not match the prefix of a subnet*.

## References
Kea Administrator Reference Manual, "Configuration of IPv4 Address Pools".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL210", "pool-outside-subnet", Severity.ERROR, "t")


def check(context: Context) -> Iterator[Finding]:
    """Compare each pool with its subnet."""
    for pool in context.pools:
        area, around = pool.range, pool.subnet.prefix
        if area is None or around is None or around.first <= area.first <= area.last <= around.last:
            continue
        kind = "V4" if context.family == 4 else "IA_NA"
        kea = (
            f"subnet configuration failed: a pool of type {kind}, with the following address range: {pool.area} "
            f"does not match the prefix of a subnet: {around.canonical} to which it is being added "
            f"({pool.subnet.node.position})"
        )
        yield RULE.finding(pool.at("pool"), f"pool {pool.label} is outside subnet {pool.subnet.label}", kea=kea)
