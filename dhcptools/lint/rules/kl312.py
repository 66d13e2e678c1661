"""A reservation for a multicast address.

## What it does
Finds reservations whose `hw-address` has the group bit set, the lowest bit of its first octet.

## Why is this bad
No network card sends from a multicast address, so the reservation never matches. Mostly it is a slip of one digit, or
a client identifier whose leading `01` was taken along.

## Example
```json
"reservations": [ { "hw-address": "01:00:5e:00:53:01", "ip-address": "192.0.2.12" } ]
```

## Use instead
```json
"reservations": [ { "hw-address": "00:00:5e:00:53:01", "ip-address": "192.0.2.12" } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
IEEE 802 section 8.2.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.reservations import identifier_octets
from dhcptools.lint.rule import Rule

RULE = Rule("KL312", "hw-address-multicast", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at every reservation by Ethernet address."""
    for reservation in context.reservations:
        text = reservation.text("hw-address")
        octets = None if text is None else identifier_octets(text)
        if text is not None and octets is not None and len(octets) == 6 and octets[0] & 1:
            yield RULE.finding(reservation.at("hw-address"), f"{text} is a multicast address, not a client")
