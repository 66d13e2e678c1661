"""One address is reserved for several clients.

## What it does
Finds addresses that two reservations of a subnet name, where `ip-reservations-unique` false allows it. (Where it does
not, Kea refuses the file: KL314.)

## Why is this bad
Whichever client comes first gets the address; the others are given one from the pool, or none. That is meant for one
device with several interfaces, and looks like a slip everywhere else.

## Example
```json
"ip-reservations-unique": false,
"reservations": [
  { "hw-address": "02:00:5e:00:53:01", "ip-address": "192.0.2.112" },
  { "hw-address": "02:00:5e:00:53:02", "ip-address": "192.0.2.112" } ]
```

## Use instead
```json
"reservations": [
  { "hw-address": "02:00:5e:00:53:01", "ip-address": "192.0.2.112" },
  { "hw-address": "02:00:5e:00:53:02", "ip-address": "192.0.2.113" } ]
```

## Kea versions
Never noticed by `-t`, in any version. `ip-reservations-unique` exists since 1.7.1.

## References
Kea Administrator Reference Manual, "Multiple Reservations for the Same IP".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.values import show
from dhcptools.lint.rule import Rule

RULE = Rule("KL309", "address-reserved-twice", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look for repeated addresses, subnet by subnet."""
    if context.top.boolean("ip-reservations-unique") is not False:
        return
    for subnet in context.subnets:
        seen: set[int] = set()
        for reservation in subnet.reservations:
            for number, at in reservation.addresses:
                if number in seen:
                    address = show(number, context.family)
                    yield RULE.finding(at, f"{address} reserved twice (ip-reservations-unique is false)")
                seen.add(number)
