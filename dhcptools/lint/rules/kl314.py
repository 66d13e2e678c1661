"""An address is reserved twice.

## What it does
Compares the reserved addresses, and prefixes, of each subnet, and those of global reservations. With
`"ip-reservations-unique": false` it is allowed (KL309).

## Why is this bad
Kea does not start.

## Example
```json
"reservations": [
  { "hw-address": "1a:1b:1c:1d:1e:1f", "ip-address": "192.0.2.112" },
  { "hw-address": "1a:1b:1c:1d:1e:10", "ip-address": "192.0.2.112" }
]
```

## Use instead
```json
"reservations": [
  { "hw-address": "1a:1b:1c:1d:1e:1f", "ip-address": "192.0.2.112" },
  { "hw-address": "1a:1b:1c:1d:1e:10", "ip-address": "192.0.2.113" }
]
```

## Kea versions
Refused by `-t` in every version: *There's already a reservation for this address*; only the first is reported.
`ip-reservations-unique` exists since 1.7.1.

## References
Kea Administrator Reference Manual, "Multiple Reservations for the Same IP".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.reservations import Reservation
from dhcptools.lint.model.values import show
from dhcptools.lint.rule import Rule

RULE = Rule("KL314", "address-reserved-twice-in-subnet", Severity.ERROR, "t")


def check(context: Context) -> Iterator[Finding]:
    """Look for repeated addresses, subnet by subnet."""
    if context.top.boolean("ip-reservations-unique") is False:
        return
    yield from _repeated(context, context.global_reservations, "globally", 0)
    for subnet in context.subnets:
        name = subnet.label if subnet.id is None else str(subnet.id)
        yield from _repeated(context, subnet.reservations, f"in subnet {name}", subnet.id or 0)


def _repeated(context: Context, reservations: Sequence[Reservation], where: str, number: int) -> Iterator[Finding]:
    addresses: set[int] = set()
    prefixes: set[str] = set()
    for reservation in reservations:
        for address, at in reservation.addresses:
            if address in addresses:
                text = show(address, context.family)
                yield RULE.finding(at, f"{text} reserved twice {where}", kea=_kea(context, number, text))
            addresses.add(address)
        for prefix, at in reservation.prefixes:
            if prefix.canonical in prefixes:
                text = show(prefix.address, 6)
                yield RULE.finding(at, f"{prefix} reserved twice {where}", kea=_kea(context, number, text))
            prefixes.add(prefix.canonical)


def _kea(context: Context, number: int, address: str) -> str:
    if context.family == 4:
        what = f"to the IPv4 subnet id '{number}' for the address {address}: There's already a reservation for this"
        return f"failed to add new host {what} address"
    what = f"to the IPv6 subnet id '{number}' for address/prefix {address}: There's already reservation for this"
    return f"failed to add address reservation for host {what} address/prefix"
