"""A subnet has more addresses than Kea's statistics can count.

## What it does
For Kea before 2.5.3, counts the addresses, and the delegated prefixes, of the pools of each DHCPv6 subnet and of each
shared network, and finds those above 9223372036854775807 (2^63-1).

## Why is this bad
Older Kea counts with 64 bits and a sign: `total-nas` is negative or wrong, and alarms on the share of leases in use
never ring, or always. Leases are given as they should be.

## Example
```json
"subnet": "2001:db8::/48",
"pools": [ { "pool": "2001:db8::/64" } ]
```

## Use instead
```json
"subnet": "2001:db8::/48",
"pools": [ { "pool": "2001:db8::/80" } ]
```

## Kea versions
Never noticed. Since 2.5.3 the numbers are as large as they have to be.

## References
Kea Administrator Reference Manual, "Statistics in the DHCPv6 Server"; Stork's checker
statistics_unavailable_due_to_number_overflow.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity, Spot
from dhcptools.lint.model.subnets import PdPool, Subnet
from dhcptools.lint.rule import Rule

RULE = Rule("KL841", "statistics-overflow", Severity.INFO, "-", daemons=("Dhcp6",))

_MOST: Final = (1 << 63) - 1
_SINCE: Final = (2, 5, 3)  # big integers


def check(context: Context) -> Iterator[Finding]:
    """Add up the pools of each subnet and each shared network."""
    if context.target >= _SINCE:
        return
    for subnet in context.subnets:
        if subnet.prefix is None:
            continue
        yield from _too_many(subnet.at("subnet"), f"subnet {subnet.label}", [subnet])
    for network in context.networks:
        if not any(max(_sizes([subnet])) > _MOST for subnet in network.subnets):
            yield from _too_many(network.at("name"), f'shared network "{network.text("name") or ""}"', network.subnets)


def _sizes(subnets: list[Subnet]) -> tuple[int, int]:
    """How many addresses and prefixes the pools have."""
    ranges = [pool.range for subnet in subnets for pool in subnet.pools]
    prefixes = [_delegated(pool) for subnet in subnets for pool in subnet.pd_pools]
    return sum(each.size for each in ranges if each is not None), sum(prefixes)


def _delegated(pool: PdPool) -> int:
    prefix, length = pool.prefix, pool.delegated_length
    if prefix is None or length is None or not prefix.length <= length <= 128:
        return 0
    return 1 << (length - prefix.length)


def _too_many(at: Spot, label: str, subnets: list[Subnet]) -> Iterator[Finding]:
    for size, what in zip(_sizes(subnets), ("addresses", "prefixes"), strict=True):
        if size > _MOST:
            yield RULE.finding(at, f"{label} has {size} {what}: statistics of Kea before 2.5.3 overflow")
