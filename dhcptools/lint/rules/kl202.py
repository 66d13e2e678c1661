"""One subnet lies inside another.

## What it does
Finds subnets whose prefix is a part of the prefix of another subnet of the file.

## Why is this bad
Kea takes the first subnet that fits a packet, in the order of their ids or of the file, so which one a client gets is
an accident. A renewal can end up in the other subnet and be refused.

## Example
```json
"subnet4": [
  { "id": 1, "subnet": "192.0.2.0/24" },
  { "id": 2, "subnet": "192.0.2.0/25" } ]
```

## Use instead
```json
"subnet4": [
  { "id": 1, "subnet": "192.0.2.128/25" },
  { "id": 2, "subnet": "192.0.2.0/25" } ]
```

## Kea versions
Never noticed by `-t`, in any version. Only two equal prefixes are refused. Stork reports it.

## References
Stork's checker `overlapping_subnet`.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.subnets import Subnet
from dhcptools.lint.rule import Rule

RULE = Rule("KL202", "subnets-overlap", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Sort the prefixes: one inside another follows it, before any that begins behind its end."""
    known = [(subnet.prefix, subnet) for subnet in context.subnets if subnet.prefix is not None]
    known.sort(key=lambda each: (each[0].first, each[0].length))
    around: list[Subnet] = []
    for prefix, subnet in known:
        while around and (outer := around[-1].prefix) is not None and outer.last < prefix.first:
            around.pop()
        if around and (outer := around[-1].prefix) is not None and outer.length < prefix.length:
            message = f"subnet {prefix.canonical}{_id(subnet)} overlaps {outer.canonical}{_id(around[-1])}"
            yield RULE.finding(subnet.at("subnet"), message)
        around.append(subnet)


def _id(subnet: Subnet) -> str:
    return "" if subnet.id is None else f" (id {subnet.id})"
