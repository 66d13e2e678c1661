"""A subnet has an id that is reserved.

## What it does
Finds subnets with id 0 or 4294967295 when the target is 2.6 or newer.

## Why is this bad
0 means *no subnet* and the highest number means *unused* in Kea's tables of hosts and leases.

## Example
```json
{ "id": 0, "subnet": "192.0.2.0/24" }
```

## Use instead
```json
{ "id": 1, "subnet": "192.0.2.0/24" }
```

## Kea versions
Refused by `-t` since 2.6.0. Up to 2.4, 0 asks for an id of Kea's choice (see KL108).

## References
Kea Administrator Reference Manual, "IPv4 Subnet Identifier".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL109", "subnet-id-zero", Severity.ERROR, "v")


def check(context: Context) -> Iterator[Finding]:
    """Look at every id."""
    if context.target < (2, 6, 0):
        return
    for subnet in context.subnets:
        number = subnet.id
        if number in {0, 0xFFFFFFFF}:
            yield RULE.finding(subnet.at("id"), f"subnet id {number} is reserved (rejected since 2.6.0)")
