"""A subnet id is used twice.

## What it does
Compares the ids of all subnets, those of shared networks too.

## Why is this bad
Kea does not start: leases belong to a subnet by its id.

## Example
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24" }, { "id": 1, "subnet": "198.51.100.0/24" } ]
```

## Use instead
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24" }, { "id": 2, "subnet": "198.51.100.0/24" } ]
```

## Kea versions
Refused by `-t` in every version: *ID of the new IPv4 subnet '1' is already in use*.

## References
Kea Administrator Reference Manual, "IPv4 Subnet Identifier".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL230", "subnet-id-twice", Severity.ERROR, "t")


def check(context: Context) -> Iterator[Finding]:
    """Look each id up among those before it; 0 asks older Kea for any."""
    seen: set[int] = set()
    for subnet in context.subnets:
        number = subnet.id
        if number is None or number == 0:
            continue
        if number in seen:
            kea = f"ID of the new IPv{context.family} subnet '{number}' is already in use ({subnet.node.position})"
            yield RULE.finding(subnet.at("id"), f"subnet id {number} used twice", kea=kea)
        seen.add(number)
