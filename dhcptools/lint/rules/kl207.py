"""Pools of different subnets share addresses.

## What it does
Finds pools that have addresses of a pool of another subnet.

## Why is this bad
Each subnet believes the addresses to be its own. Kea keeps one lease an address, so a client of one subnet blocks
them in the other, and is then refused because its lease has another subnet id.

## Example
```json
"subnet4": [
  { "id": 1, "subnet": "192.0.2.0/24", "pools": [ { "pool": "192.0.2.10-192.0.2.20" } ] },
  { "id": 2, "subnet": "192.0.2.0/25", "pools": [ { "pool": "192.0.2.20-192.0.2.30" } ] } ]
```

## Use instead
```json
"subnet4": [
  { "id": 1, "subnet": "192.0.2.128/25", "pools": [ { "pool": "192.0.2.130-192.0.2.140" } ] },
  { "id": 2, "subnet": "192.0.2.0/25", "pools": [ { "pool": "192.0.2.20-192.0.2.30" } ] } ]
```

## Kea versions
Never noticed by `-t`, in any version. Pools of one subnet that overlap are refused (KL228).

## References
Kea Administrator Reference Manual, "Configuration of IPv4 Address Pools".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.subnets import Pool
from dhcptools.lint.model.values import Range
from dhcptools.lint.rule import Rule

RULE = Rule("KL207", "pools-overlap-across-subnets", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Sort the pools; what reaches furthest so far is all that a pool can overlap."""
    known: list[tuple[Range, Pool]] = [(pool.range, pool) for pool in context.pools if pool.range is not None]
    known.sort(key=lambda each: each[0])
    furthest: list[tuple[Range, Pool]] = []  # the two pools of different subnets that reach furthest
    for area, pool in known:
        for other, its in furthest:
            if its.subnet is not pool.subnet and other.overlaps(area):
                later = max((pool, its), key=lambda each: each.node.start)
                earlier = its if later is pool else pool
                of_which = f"subnet {earlier.subnet.label}"
                if earlier.subnet.id is not None:
                    of_which = f"subnet id {earlier.subnet.id}"
                yield RULE.finding(later.at("pool"), f"pool overlaps pool {earlier.label} of {of_which}")
                break
        furthest = _two([*furthest, (area, pool)])


def _two(pools: list[tuple[Range, Pool]]) -> list[tuple[Range, Pool]]:
    pools.sort(key=lambda each: -each[0].last)
    first = pools[0]
    return [first, *[each for each in pools[1:] if each[1].subnet is not first[1].subnet][:1]]
