"""The router is the network or broadcast address.

## What it does
Finds `routers` that are the first or the last address of a subnet whose clients get them, unless it is a /31 or /32.

## Why is this bad
No router has that address. It is a typing mistake, and clients have no way out.

## Example
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24",
  "option-data": [ { "name": "routers", "data": "192.0.2.0" } ] } ]
```

## Use instead
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24",
  "option-data": [ { "name": "routers", "data": "192.0.2.1" } ] } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
RFC 1122 section 3.2.1.3.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.kea.tree import Node
from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.effective import addresses_in, given_to
from dhcptools.lint.model.values import show
from dhcptools.lint.rule import Rule

RULE = Rule("KL402", "router-is-network", Severity.ERROR, "-", daemons=("Dhcp4",))

_ROUTERS = 3


def check(context: Context) -> Iterator[Finding]:
    """Hold each router against the ends of the subnets it is told to; one finding for each router."""
    told: set[tuple[Node, int]] = set()
    for subnet, option in given_to(context, _ROUTERS):
        prefix = subnet.prefix
        if prefix is None or prefix.size < 4:
            continue
        for number, at in addresses_in(option):
            if number in {prefix.first, prefix.last} and (at, number) not in told:
                told.add((at, number))
                which = "network" if number == prefix.first else "broadcast"
                yield RULE.finding(at, f"router {show(number, 4)} is the {which} address")
