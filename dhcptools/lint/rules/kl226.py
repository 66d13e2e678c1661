"""Delegated prefixes are inside the subnet of the link.

## What it does
Finds prefix pools within the prefix of their subnet.

## Why is this bad
Routers take the subnet for the link and look for the hosts of a delegated prefix there, instead of behind the router
it was delegated to, unless each has a more specific route. That works when the routes are made, and is then a matter
of taste.

## Example
```json
"subnet": "2001:db8:8::/48",
"pd-pools": [ { "prefix": "2001:db8:8:100::", "prefix-len": 56, "delegated-len": 64 } ]
```

## Use instead
```json
"subnet": "2001:db8:1::/64",
"pd-pools": [ { "prefix": "2001:db8:8::", "prefix-len": 48, "delegated-len": 56 } ]
```

## Kea versions
Never noticed: it is allowed in every version.

## References
RFC 9915 section 18.3.9; RFC 8415 section 6.3.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL226", "pd-pool-on-link", Severity.INFO, "-", daemons=("Dhcp6",))


def check(context: Context) -> Iterator[Finding]:
    """Compare each prefix with its subnet."""
    for subnet in context.subnets:
        around = subnet.prefix
        for pool in subnet.pd_pools:
            area = pool.prefix
            if area is not None and around is not None and around.first <= area.first and area.last <= around.last:
                message = f"pd-pool lies inside the on-link subnet prefix {around.canonical}"
                yield RULE.finding(pool.at("prefix"), message)
