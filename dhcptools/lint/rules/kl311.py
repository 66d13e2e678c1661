"""A pool of which every address is reserved.

## What it does
Counts the reserved addresses in each pool, and the reserved prefixes of the delegated length in each prefix pool.

## Why is this bad
Nothing is left for clients without a reservation: the pool is there in name only, and statistics call it nearly
empty.

## Example
```json
"pools": [ { "pool": "192.0.2.10-192.0.2.11" } ],
"reservations": [
  { "hw-address": "02:00:5e:00:53:01", "ip-address": "192.0.2.10" },
  { "hw-address": "02:00:5e:00:53:02", "ip-address": "192.0.2.11" } ]
```

## Use instead
```json
"pools": [ { "pool": "192.0.2.20-192.0.2.200" } ],
"reservations": [
  { "hw-address": "02:00:5e:00:53:01", "ip-address": "192.0.2.10" },
  { "hw-address": "02:00:5e:00:53:02", "ip-address": "192.0.2.11" } ]
```

## Kea versions
Never noticed by `-t`, in any version. Stork reports it.

## References
Stork's checkers `address_pools_exhausted_by_reservations` and `pd_pools_exhausted_by_reservations`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.subnets import Subnet
from dhcptools.lint.rule import Rule

RULE = Rule("KL311", "pool-all-reserved", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Count, subnet by subnet."""
    for subnet in context.subnets:
        if subnet.reservations:
            yield from _addresses(subnet)
            yield from _prefixes(subnet)


def _addresses(subnet: Subnet) -> Iterator[Finding]:
    reserved = sorted({number for each in subnet.reservations for number, _ in each.addresses})
    for pool in subnet.pools:
        if pool.range is not None and reserved:
            count = bisect_right(reserved, pool.range.last) - bisect_left(reserved, pool.range.first)
            if count == pool.range.size:
                what = f"all {count} addresses of pool" if count > 1 else "the one address of pool"
                are = "are" if count > 1 else "is"
                yield RULE.finding(pool.at("pool"), f"{what} {pool.label} {are} reserved")


def _prefixes(subnet: Subnet) -> Iterator[Finding]:
    reserved = {prefix for each in subnet.reservations for prefix, _ in each.prefixes}
    for pool in subnet.pd_pools:
        outer, length = pool.prefix, pool.delegated_length
        if outer is None or length is None or not outer.length <= length <= 128:
            continue
        count = sum(
            prefix.length == length and outer.first <= prefix.first and prefix.last <= outer.last for prefix in reserved
        )
        if count == 1 << (length - outer.length):
            yield RULE.finding(pool.at("prefix"), f"all {count} prefixes of pool {pool.label} are reserved")
