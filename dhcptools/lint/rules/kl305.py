"""A hardware address of a length that no link has.

## What it does
Finds reservations whose `hw-address` has neither 6 octets (Ethernet, Wi-Fi) nor 8 or 20 (EUI-64, InfiniBand).

## Why is this bad
Kea takes any length and compares all of it: the reservation never matches.

## Example
```json
"reservations": [ { "hw-address": "02:00:5e", "ip-address": "192.0.2.12" } ]
```

## Use instead
```json
"reservations": [ { "hw-address": "02:00:5e:00:53:01", "ip-address": "192.0.2.12" } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
IEEE 802 section 8.2; RFC 4390 for InfiniBand.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.reservations import identifier_octets
from dhcptools.lint.rule import Rule

RULE = Rule("KL305", "hw-address-length", Severity.WARNING, "-")

_LENGTHS = frozenset({6, 8, 20})


def check(context: Context) -> Iterator[Finding]:
    """Look at every reservation by hardware address."""
    for reservation in context.reservations:
        text = reservation.text("hw-address")
        octets = None if text is None else identifier_octets(text)
        if octets and len(octets) not in _LENGTHS:
            count = f"{len(octets)} byte" + "s" * (len(octets) > 1)
            yield RULE.finding(reservation.at("hw-address"), f"hw-address has {count}; Ethernet needs 6")
