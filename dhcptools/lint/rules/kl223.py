"""Two subnets have the same interface-id.

## What it does
Finds subnets, and shared networks, with the `interface-id` of an earlier one. Subnets of one shared network may share
it, and a subnet that an earlier one leaves over, because that one is for members of a class only, is reached as well.

## Why is this bad
Relays put the interface-id into the message, and the first subnet with it is taken; the second is never used.

## Example
```json
"subnet6": [
  { "id": 1, "subnet": "2001:db8:1::/64", "interface-id": "abc" },
  { "id": 2, "subnet": "2001:db8:2::/64", "interface-id": "abc" }
]
```

## Use instead
```json
"subnet6": [
  { "id": 1, "subnet": "2001:db8:1::/64", "interface-id": "abc" },
  { "id": 2, "subnet": "2001:db8:2::/64", "interface-id": "def" }
]
```

## Kea versions
Never noticed, in any version.

## References
Kea Administrator Reference Manual, "IPv6 Subnet Selection" and "DHCPv6 Relays".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.subnets import Subnet
from dhcptools.lint.rule import Rule

RULE = Rule("KL223", "interface-id-of-two-subnets", Severity.WARNING, "-", daemons=("Dhcp6",))


def check(context: Context) -> Iterator[Finding]:
    """Look the interface-id of each subnet up among those before it."""
    seen: dict[str, Subnet] = {}
    for subnet in context.subnets:
        identifier = subnet.inherited_text("interface-id")
        if not identifier:
            continue
        first = seen.setdefault(identifier, subnet)
        if first is subnet or (subnet.network is not None and first.network is subnet.network):
            continue
        if first.is_guarded:
            seen[identifier] = subnet
            continue
        at = subnet.at("interface-id" if "interface-id" in subnet.entries else "subnet")
        message = f'interface-id "{identifier}" used by subnets {first.name} and {subnet.name}'
        yield RULE.finding(at, message)
