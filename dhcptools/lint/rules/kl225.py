"""A pool covers a whole subnet, the anycast address of its routers too.

## What it does
Finds pools from the first to the last address of their subnet, of 127 bits at most.

## Why is this bad
The first address of a subnet is the subnet-router anycast address, which every router of the link has: a client that
gets it has a duplicate at once. And the addresses of the routers and servers of the link are in the pool as well.

## Example
```json
"subnet": "2001:db8:1::/64",
"pools": [ { "pool": "2001:db8:1::/64" } ]
```

## Use instead
```json
"subnet": "2001:db8:1::/64",
"pools": [ { "pool": "2001:db8:1::1:0:0/96" } ]
```

## Kea versions
Never noticed: it is allowed in every version.

## References
RFC 4291 section 2.6.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.values import show
from dhcptools.lint.rule import Rule

RULE = Rule("KL225", "pool-is-whole-subnet", Severity.WARNING, "-", daemons=("Dhcp6",))


def check(context: Context) -> Iterator[Finding]:
    """Compare each pool with its subnet."""
    for pool in context.pools:
        area, around = pool.range, pool.subnet.prefix
        if area is not None and around is not None and around.size > 2 and area == (around.first, around.last):
            host = show(around.first, 6)
            message = f"pool covers the whole /{around.length}, with the subnet-router anycast address {host}"
            yield RULE.finding(pool.at("pool"), message)
