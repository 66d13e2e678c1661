"""The router's address is in a pool.

## What it does
Compares the pools of each subnet with the `routers` option that its clients get, from whichever scope it comes.

## Why is this bad
Sooner or later a client is given the router's address, and the subnet loses its way out. `ping-check` is not a guard:
a router need not answer.

## Example
```json
"option-data": [ { "name": "routers", "data": "192.0.2.12" } ],
"pools": [ { "pool": "192.0.2.10-192.0.2.20" } ]
```

## Use instead
```json
"option-data": [ { "name": "routers", "data": "192.0.2.1" } ],
"pools": [ { "pool": "192.0.2.10-192.0.2.20" } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
RFC 2132 section 3.5.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.effective import addresses_in, options_of
from dhcptools.lint.model.values import show
from dhcptools.lint.rule import Rule

RULE = Rule("KL206", "router-in-pool", Severity.WARNING, "-", daemons=("Dhcp4",))

_ROUTERS = 3


def check(context: Context) -> Iterator[Finding]:
    """Look the routers of every subnet up among its pools."""
    for subnet in context.subnets:
        if not subnet.pools:
            continue
        routers = [number for option in options_of(context, subnet, _ROUTERS) for number, _ in addresses_in(option)]
        reserved = {number for each in subnet.reservations for number, _ in each.addresses} if routers else set()
        for pool in subnet.pools:
            area = pool.range
            for number in routers if area is not None else ():
                if area is not None and area.first <= number <= area.last and number not in reserved:
                    yield RULE.finding(pool.at("pool"), f"router {show(number, 4)} is inside pool {pool.label}")
