"""Two subnets are the same network.

## What it does
Finds prefixes that are equal once the host bits are taken away.

## Why is this bad
Kea compares prefixes as written, and takes both when that differs. It is one network: the second
subnet gets no packet, or half of them.

## Example
```json
"subnet4": [
  { "id": 1, "subnet": "192.0.2.0/24" },
  { "id": 2, "subnet": "192.0.2.1/24" } ]
```

## Use instead
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24" } ]
```

## Kea versions
Never noticed by `-t`, in any version, unless they are written alike: then they are refused.

## References
RFC 4632 section 3.1; RFC 4291 section 2.3.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.subnets import Subnet
from dhcptools.lint.rule import Rule

RULE = Rule("KL203", "subnet-twice", Severity.ERROR, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look for a prefix that was there before."""
    seen: dict[str, Subnet] = {}
    for subnet in context.subnets:
        prefix = subnet.prefix
        if prefix is None:
            continue
        first = seen.setdefault(prefix.canonical, subnet)
        if first is not subnet:
            message = f"{prefix}{_id(subnet)} is the same network as {first.prefix}{_id(first)}"
            kea = f"subnet with the prefix of '{prefix}' already exists ({subnet.node.position})"
            alike = first.prefix == prefix and first.network is subnet.network
            yield RULE.finding(subnet.at("subnet"), message, kea=kea if alike else "")


def _id(subnet: Subnet) -> str:
    return "" if subnet.id is None else f" (id {subnet.id})"
