"""Few addresses and long leases.

## What it does
Adds up the pools of each subnet and compares them with the lease time: it speaks of leases of at least a week and of
fewer addresses than twice the days of a lease.

## Why is this bad
A device that was there once holds its address for the whole lease. With 11 addresses and 30 days a dozen visitors
fill the pool for a month, though none of them is still there.

## Example
```json
"valid-lifetime": 2592000,
"pools": [ { "pool": "192.0.2.10-192.0.2.20" } ]
```

## Use instead
```json
"valid-lifetime": 86400,
"pools": [ { "pool": "192.0.2.10-192.0.2.20" } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
Kea Administrator Reference Manual, "DHCPv4 Server Configuration"; RFC 2131 section 1.6 (addresses are reused).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.timers import BUILT_IN, INFINITE
from dhcptools.lint.rule import Rule

RULE = Rule("KL610", "pool-small-for-lease", Severity.WARNING, "-")

_DAY: Final = 86_400
_LONG: Final = 7 * _DAY
_MONTH: Final = 30


def check(context: Context) -> Iterator[Finding]:
    """Look at every subnet that gives addresses to whoever comes."""
    for subnet in context.subnets:
        sizes = [pool.range.size for pool in subnet.pools if pool.range is not None and not pool.guards]
        lifetime = subnet.inherited_integer("valid-lifetime") or BUILT_IN["valid-lifetime"]
        count, days = sum(sizes), lifetime // _DAY
        if sizes and _LONG <= lifetime < INFINITE and count < 2 * days:
            period = "a month" if days == _MONTH else f"in {days} days"
            message = f"{count} addresses and {days}-day leases: {count + 1} new devices {period} fill the pool"
            yield RULE.finding(subnet.at("pools"), message)
