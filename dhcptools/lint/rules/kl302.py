"""A reservation is inside a dynamic pool.

## What it does
Finds reserved addresses that a pool of the same subnet has too.

## Why is this bad
It works: Kea looks for a reservation before it gives an address to another client. But that lookup is made for every
address of the pool, and an address that was leased before it was reserved stays with its first client until the lease
ends. With `reservations-out-of-pool` it is an error (KL301).

## Example
```json
"pools": [ { "pool": "192.0.2.10-192.0.2.200" } ],
"reservations": [ { "hw-address": "02:00:5e:00:53:01", "ip-address": "192.0.2.12" } ]
```

## Use instead
```json
"pools": [ { "pool": "192.0.2.100-192.0.2.200" } ],
"reservations": [ { "hw-address": "02:00:5e:00:53:01", "ip-address": "192.0.2.12" } ]
```

## Kea versions
Never noticed by `-t`, in any version. `reservations-out-of-pool` exists since 1.9.5, before as `reservation-mode`.

## References
Kea Administrator Reference Manual, "Fine-Tuning DHCPv4 Host Reservation".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.effective import reserves_out_of_pool
from dhcptools.lint.model.overlap import inside_pools
from dhcptools.lint.model.values import show
from dhcptools.lint.rule import Rule

RULE = Rule("KL302", "reservation-in-pool", Severity.INFO, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look every reserved address up among the pools of its subnet."""
    for subnet in context.subnets:
        if subnet.reservations and not reserves_out_of_pool(subnet):
            for number, at in inside_pools(subnet):
                yield RULE.finding(at, f"reservation {show(number, context.family)} is inside a dynamic pool")
