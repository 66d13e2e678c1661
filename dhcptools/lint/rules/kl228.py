"""Two pools of a subnet overlap.

## What it does
Compares the pools of addresses of each subnet, and its prefix pools, with those before them.

## Why is this bad
Kea does not start.

## Example
```json
"pools": [ { "pool": "192.0.2.10-192.0.2.20" }, { "pool": "192.0.2.15-192.0.2.30" } ]
```

## Use instead
```json
"pools": [ { "pool": "192.0.2.10-192.0.2.30" } ]
```

## Kea versions
Refused by `-t` in every version: *overlaps with an existing pool in the subnet*. Pools of different subnets are not
compared (KL207, KL224).

## References
Kea Administrator Reference Manual, "Configuration of IPv4 Address Pools".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.subnets import Guarded, Subnet
from dhcptools.lint.model.values import Range, show
from dhcptools.lint.rule import Rule

RULE = Rule("KL228", "pools-overlap", Severity.ERROR, "t")


def check(context: Context) -> Iterator[Finding]:
    """Sort the pools of each subnet; of two that overlap the later one in the file is named."""
    for subnet in context.subnets:
        areas = [(pool.range, pool, pool.area) for pool in subnet.pools if pool.range is not None]
        yield from _overlaps(subnet, areas, "pool")
        prefixes = [(pool.prefix, pool) for pool in subnet.pd_pools]
        delegated = [
            (Range(area.first, area.last), pool, f"{show(area.first, 6)}-{show(area.last, 6)}")
            for area, pool in prefixes
            if area is not None
        ]
        yield from _overlaps(subnet, delegated, "prefix")


def _overlaps(subnet: Subnet, areas: Sequence[tuple[Range, Guarded, str]], key: str) -> Iterator[Finding]:
    furthest: tuple[Range, Guarded, str] | None = None
    for each in sorted(areas, key=lambda area: area[0]):
        if furthest is not None and furthest[0].overlaps(each[0]):
            first, second = sorted((furthest, each), key=lambda area: area[1].index)
            kind = "IA_PD" if key == "prefix" else "V4" if subnet.family == 4 else "IA_NA"
            around = "" if subnet.prefix is None else subnet.prefix.canonical
            kea = (
                f"subnet configuration failed: a pool of type {kind}, with the following address range: {second[2]} "
                f"overlaps with an existing pool in the subnet: {around} to which it is being added "
                f"({subnet.node.position})"
            )
            message = f"pools {first[1].label} and {second[1].label} overlap"
            yield RULE.finding(second[1].at(key), message, kea=kea)
        if furthest is None or each[0].last > furthest[0].last:
            furthest = each
