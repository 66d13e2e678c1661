"""The pools of the partners differ.

## What it does
Compares the address pools and prefix pools of each subnet of HA partners, and finds subnets that only one of them has
when neither takes part in another relationship.

## Why is this bad
A server refuses the lease of an address that is in none of its pools or subnets, or gives an address to one client
that its partner reserves for another. After a failure the one that is left cannot serve everybody.

## Example
```json
// s1.conf
"pools": [ { "pool": "192.0.2.10-192.0.2.200" } ]
// s2.conf
"pools": [ { "pool": "192.0.2.10-192.0.2.100" } ]
```

## What to do
Give both the same pools. In load balancing, divide them by the classes `HA_NAME`, not by the files.

## Kea versions
Never noticed: no version of Kea compares the files of two servers.

## References
Kea Administrator Reference Manual, "Load Balancing With Advanced Classification".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.subnets import Subnet
from dhcptools.lint.partners import partners
from dhcptools.lint.rule import Rule

RULE = Rule("KL953", "partners-different-pools", Severity.ERROR, "m", across=True)


def check_files(contexts: Sequence[Context]) -> Iterator[Finding]:
    """Compare the pools of each pair of partners."""
    for pair in partners(contexts):
        for mine, theirs in pair.subnets:
            if _pools(mine) != _pools(theirs):
                at = theirs.at("pools" if "pools" in theirs.entries else "subnet")
                yield RULE.finding(at, f"pools of subnet {theirs.name} differ between the HA partners")
        if pair.are_alone:
            yield from _lacking(pair.first, pair.second)
            yield from _lacking(pair.second, pair.first)


def _pools(subnet: Subnet) -> tuple[list[tuple[int, int]], list[tuple[int, int, int | None]]]:
    """First and last addresses; prefixes, their lengths and those of what is delegated."""
    ranges = sorted((pool.range.first, pool.range.last) for pool in subnet.pools if pool.range is not None)
    delegated = [(pool.prefix, pool.delegated_length) for pool in subnet.pd_pools]
    return ranges, sorted((prefix.first, prefix.length, size) for prefix, size in delegated if prefix is not None)


def _lacking(context: Context, other: Context) -> Iterator[Finding]:
    known = {subnet.prefix.canonical for subnet in other.subnets if subnet.prefix is not None}
    for subnet in context.subnets:
        if subnet.prefix is not None and subnet.prefix.canonical not in known:
            message = f"subnet {subnet.label} is not in {other.path}: pools differ between the HA partners"
            yield RULE.finding(subnet.at("subnet"), message)
