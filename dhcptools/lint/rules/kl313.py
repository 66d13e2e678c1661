"""A reserved address is outside of its subnet.

## What it does
Compares the reserved addresses of a subnet with its prefix.

## Why is this bad
Kea does not start.

## Example
```json
"subnet": "192.0.2.0/24",
"reservations": [ { "hw-address": "1a:1b:1c:1d:1e:1f", "ip-address": "10.0.0.1" } ]
```

## Use instead
```json
"subnet": "192.0.2.0/24",
"reservations": [ { "hw-address": "1a:1b:1c:1d:1e:1f", "ip-address": "192.0.2.11" } ]
```

## Kea versions
Refused by `-t` in every version: *is not within the IPv4 subnet*. Global reservations, and reserved prefixes, may be
anywhere.

## References
Kea Administrator Reference Manual, "Host Reservations in DHCPv4".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.values import show
from dhcptools.lint.rule import Rule

RULE = Rule("KL313", "reservation-outside-subnet", Severity.ERROR, "t")


def check(context: Context) -> Iterator[Finding]:
    """Compare each address with its subnet."""
    for subnet in context.subnets:
        around = subnet.prefix
        if around is None:
            continue
        first, last = around.first, around.last
        for reservation in subnet.reservations:
            for number, at in reservation.addresses:
                if first <= number <= last or number == 0:
                    continue
                own = show(number, context.family)
                kea = f"specified reservation '{own}' is not within the IPv{context.family} subnet '{around}'"
                yield RULE.finding(at, f"reservation {own} is outside subnet {around}", kea=kea)
