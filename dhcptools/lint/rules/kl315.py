"""A client has two reservations in one subnet.

## What it does
Compares the identifiers of the reservations of each subnet, and of global reservations, whatever way their octets are
written.

## Why is this bad
Kea does not start.

## Example
```json
"reservations": [
  { "hw-address": "1a:1b:1c:1d:1e:1f", "ip-address": "192.0.2.111" },
  { "hw-address": "1A1B1C1D1E1F", "ip-address": "192.0.2.112" }
]
```

## Use instead
```json
"reservations": [
  { "hw-address": "1a:1b:1c:1d:1e:1f", "ip-address": "192.0.2.111" }
]
```

## Kea versions
Refused by `-t` in every version: *this host has already been added*. In DHCPv6 one reservation may have several
addresses.

## References
Kea Administrator Reference Manual, "Host Reservations in DHCPv4".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.reservations import Reservation
from dhcptools.lint.rule import Rule

RULE = Rule("KL315", "client-reserved-twice", Severity.ERROR, "t")


def check(context: Context) -> Iterator[Finding]:
    """Look for repeated identifiers, subnet by subnet."""
    yield from _repeated(context, context.global_reservations, "globally", 0)
    for subnet in context.subnets:
        name = subnet.label if subnet.id is None else str(subnet.id)
        yield from _repeated(context, subnet.reservations, f"in subnet {name}", subnet.id or 0)


def _repeated(context: Context, reservations: Sequence[Reservation], where: str, number: int) -> Iterator[Finding]:
    seen: set[tuple[str, bytes]] = set()
    for reservation in reservations:
        found = reservation.identifier
        octets = None if found is None else reservation.octets
        if found is None or not octets:
            continue
        key, text = found
        if (key, octets) in seen:
            name = {"hw-address": "HW address", "duid": "DUID"}.get(key, key)
            kea = (
                f"failed to add new host using the {name} '{octets.hex(':')}' to the IPv{context.family} subnet id "
                f"'{number}' as this host has already been added"
            )
            yield RULE.finding(reservation.at(key), f"{text} reserved twice {where}", kea=kea)
        seen.add((key, octets))
