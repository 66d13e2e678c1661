"""A pool of one address.

## What it does
Finds address pools with a single address.

## Why is this bad
It may be meant. More often the end of a range was mistyped, or a reservation was wanted, which gives the address to
one client for sure.

## Example
```json
"pools": [ { "pool": "192.0.2.10-192.0.2.10" } ]
```

## Use instead
```json
"pools": [ { "pool": "192.0.2.10-192.0.2.100" } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
Kea Administrator Reference Manual, "Configuration of IPv4 Address Pools".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL208", "pool-of-one", Severity.INFO, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at the size of every pool."""
    for pool in context.pools:
        if pool.range is not None and pool.range.size == 1:
            yield RULE.finding(pool.at("pool"), "pool has one address; a reservation gives it to one client for sure")
