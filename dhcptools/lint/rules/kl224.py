"""A prefix is delegated from two subnets.

## What it does
Finds prefix pools that overlap one of another subnet.

## Why is this bad
The same prefix is offered to clients of both; the second client is refused, or its prefix is routed to where the
first one is. The statistics of both are wrong.

## Example
```json
"subnet6": [
  { "id": 1, "subnet": "2001:db8:1::/64",
    "pd-pools": [ { "prefix": "2001:db8:8::", "prefix-len": 48, "delegated-len": 56 } ] },
  { "id": 2, "subnet": "2001:db8:2::/64",
    "pd-pools": [ { "prefix": "2001:db8:8::", "prefix-len": 48, "delegated-len": 56 } ] }
]
```

## What to do
Give each subnet a prefix of its own.

## Kea versions
Never noticed, in any version: only the pools of one subnet are compared.

## References
Kea Administrator Reference Manual, "Subnet and Prefix Delegation Pools".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.subnets import PdPool
from dhcptools.lint.model.values import Prefix
from dhcptools.lint.rule import Rule

RULE = Rule("KL224", "pd-pool-of-two-subnets", Severity.ERROR, "-", daemons=("Dhcp6",))


def check(context: Context) -> Iterator[Finding]:
    """Sort the prefixes: one inside another follows it."""
    known: list[tuple[Prefix, PdPool]] = []
    for pool in context.pd_pools:
        area = pool.prefix
        if area is not None:
            known.append((area, pool))
    known.sort(key=lambda each: (each[0].first, each[0].length))
    around: list[tuple[Prefix, PdPool]] = []
    for area, pool in known:
        while around and around[-1][0].last < area.first:
            around.pop()
        other = next((each for _, each in around if each.subnet is not pool.subnet), None)
        if other is not None:
            first, second = sorted((other, pool), key=lambda each: each.node.start)
            yield RULE.finding(
                second.at("prefix"),
                f"pd-pool {second.label} is in subnets {first.subnet.name} and {second.subnet.name}",
            )
        around.append((area, pool))
