"""A router outside of the subnet.

## What it does
Compares the `routers` option with the prefix of every subnet whose clients get it, from whichever scope it comes. In
a shared network a router may be in any of its subnets.

## Why is this bad
A client cannot reach a router that is not on its own network: it gets an address and no way out. Often a global
option was meant for the first of several subnets.

## Example
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24",
  "option-data": [ { "name": "routers", "data": "10.0.0.1" } ] } ]
```

## Use instead
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24",
  "option-data": [ { "name": "routers", "data": "192.0.2.1" } ] } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
RFC 2132 section 3.5.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.kea.tree import Node
from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.effective import addresses_in, given_to
from dhcptools.lint.model.subnets import Subnet
from dhcptools.lint.model.values import show
from dhcptools.lint.rule import Rule

RULE = Rule("KL401", "router-outside-subnet", Severity.ERROR, "-", daemons=("Dhcp4",))

_ROUTERS = 3


def check(context: Context) -> Iterator[Finding]:
    """Hold each router against the subnets it is told to; one finding for each router."""
    told: set[tuple[Node, int]] = set()
    for subnet, option in given_to(context, _ROUTERS):
        prefixes = [each.prefix for each in _together(subnet) if each.prefix is not None]
        if subnet.prefix is None or subnet.prefix.size < 4:
            continue
        for number, at in addresses_in(option):
            inside = any(prefix.first <= number <= prefix.last for prefix in prefixes)
            if not inside and (at, number) not in told:
                told.add((at, number))
                yield RULE.finding(at, f"router {show(number, 4)} is not in subnet {subnet.prefix.canonical}")


def _together(subnet: Subnet) -> list[Subnet]:
    return [subnet] if subnet.network is None else subnet.network.subnets
