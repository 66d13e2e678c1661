"""A reservation is inside a pool although reservations are promised to be outside.

## What it does
Finds reserved addresses that a pool of the same subnet has too, where `reservations-out-of-pool` (or `reservation-
mode` "out-of-pool") is in force.

## Why is this bad
The promise lets Kea skip the lookup of reservations when it gives an address from a pool. It will lease the reserved
address to whoever comes first.

## Example
```json
"reservations-out-of-pool": true,
"pools": [ { "pool": "192.0.2.10-192.0.2.200" } ],
"reservations": [ { "hw-address": "02:00:5e:00:53:01", "ip-address": "192.0.2.12" } ]
```

## Use instead
```json
"reservations-out-of-pool": true,
"pools": [ { "pool": "192.0.2.100-192.0.2.200" } ],
"reservations": [ { "hw-address": "02:00:5e:00:53:01", "ip-address": "192.0.2.12" } ]
```

## Kea versions
Never noticed by `-t`, in any version. The keyword exists since 1.9.1, `reservation-mode` until 2.6.0.

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

RULE = Rule("KL301", "reservation-in-pool-not-looked-up", Severity.ERROR, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look every reserved address up among the pools of its subnet."""
    for subnet in context.subnets:
        if subnet.reservations and reserves_out_of_pool(subnet):
            for number, at in inside_pools(subnet):
                message = (
                    f"reservation {show(number, context.family)} is inside a pool while reservations-out-of-pool "
                    "is true: Kea will lease it to others"
                )
                yield RULE.finding(at, message)
