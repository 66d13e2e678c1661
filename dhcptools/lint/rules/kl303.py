"""A reservation is the address of the router.

## What it does
Compares reserved addresses with the `routers` option that clients of the subnet get, from whichever scope it comes.

## Why is this bad
The client that gets the router's address takes the way out of the network from everybody else in the subnet.

## Example
```json
"option-data": [ { "name": "routers", "data": "192.0.2.1" } ],
"reservations": [ { "hw-address": "02:00:5e:00:53:01", "ip-address": "192.0.2.1" } ]
```

## Use instead
```json
"option-data": [ { "name": "routers", "data": "192.0.2.1" } ],
"reservations": [ { "hw-address": "02:00:5e:00:53:01", "ip-address": "192.0.2.5" } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
RFC 2132 section 3.5.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.effective import addresses_in, options_of
from dhcptools.lint.model.values import show
from dhcptools.lint.rule import Rule

RULE = Rule("KL303", "reservation-is-router", Severity.ERROR, "-", daemons=("Dhcp4",))

_ROUTERS = 3


def check(context: Context) -> Iterator[Finding]:
    """Look the reservations of every subnet up among its routers."""
    for subnet in context.subnets:
        if subnet.reservations:
            options = options_of(context, subnet, _ROUTERS)
            routers = {number for option in options for number, _ in addresses_in(option)}
            for reservation in subnet.reservations if routers else ():
                for number, at in reservation.addresses:
                    if number in routers:
                        yield RULE.finding(at, f'reservation {show(number, 4)} is also the "routers" address')
