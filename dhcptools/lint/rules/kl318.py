"""All reservations are outside the pools, and Kea is not told.

## What it does
Finds subnets with pools in which no reserved address is in a pool, while `reservations-out-of-pool` is false.

## Why is this bad
Before Kea gives an address from a pool it looks whether somebody has reserved it. When no reservation is in a pool
that lookup, a query where reservations are in a database, is for nothing.

## Example
```json
"pools": [ { "pool": "192.0.2.100-192.0.2.200" } ],
"reservations": [ { "hw-address": "02:00:5e:00:53:01", "ip-address": "192.0.2.12" } ]
```

## Use instead
```json
"reservations-out-of-pool": true,
"pools": [ { "pool": "192.0.2.100-192.0.2.200" } ],
"reservations": [ { "hw-address": "02:00:5e:00:53:01", "ip-address": "192.0.2.12" } ]
```

## Kea versions
Never noticed by `-t`, in any version. Stork reports it. The keyword exists since 1.9.1.

## References
Stork's checker `out_of_pool_reservation`; Kea Administrator Reference Manual, "Fine-Tuning DHCPv4 Host Reservation".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.effective import reserves_in_subnet, reserves_out_of_pool
from dhcptools.lint.model.overlap import inside_pools
from dhcptools.lint.rule import Rule
from dhcptools.lint.together import together

RULE = Rule("KL318", "reservations-out-of-pool", Severity.INFO, "-")


def check(context: Context) -> Iterator[Finding]:
    """Say it once where it is true of many subnets."""
    return together(_each(context))


def _each(context: Context) -> Iterator[Finding]:
    """Look at every subnet that has both reservations and pools."""
    for subnet in context.subnets:
        reserved = any(reservation.addresses for reservation in subnet.reservations)
        if not reserved or not subnet.pools or reserves_out_of_pool(subnet) or not reserves_in_subnet(subnet):
            continue
        if next(inside_pools(subnet), None) is None:
            message = (
                "all reservations are outside the pools: set reservations-out-of-pool true, saves a lookup per packet"
            )
            yield RULE.finding(subnet.entries["reservations"], message)
