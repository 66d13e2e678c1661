"""A reservation is the broadcast or network address.

## What it does
Finds reserved IPv4 addresses that are the first or the last of their subnet, unless it is a /31 or /32.

## Why is this bad
No host can use them. Packets to the last one reach everybody, and many systems refuse to take either.

## Example
```json
"subnet": "192.0.2.0/24",
"reservations": [ { "hw-address": "02:00:5e:00:53:01", "ip-address": "192.0.2.255" } ]
```

## Use instead
```json
"subnet": "192.0.2.0/24",
"reservations": [ { "hw-address": "02:00:5e:00:53:01", "ip-address": "192.0.2.254" } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
RFC 1122 section 3.2.1.3; RFC 3021 for /31.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.values import show
from dhcptools.lint.rule import Rule

RULE = Rule("KL304", "reservation-is-broadcast", Severity.ERROR, "-", daemons=("Dhcp4",))


def check(context: Context) -> Iterator[Finding]:
    """Look at the ends of every subnet."""
    for subnet in context.subnets:
        prefix = subnet.prefix
        if prefix is None or prefix.size < 4:
            continue
        for reservation in subnet.reservations:
            for number, at in reservation.addresses:
                if number in {prefix.first, prefix.last}:
                    which = "broadcast" if number == prefix.last else "network"
                    yield RULE.finding(at, f"reservation {show(number, 4)} is the {which} address")
