"""Two subnets have one relay and are in no shared network.

## What it does
Finds subnets, and shared networks, with a relay address of an earlier one. Subnets of one shared network may share
it, and a subnet that an earlier one leaves over, because that one is for members of a class only, is reached as well.

## Why is this bad
The first subnet with that relay is taken for every client behind it; the second is never used, not even when the
first is full.

## Example
```json
"subnet4": [
  { "id": 1, "subnet": "192.0.2.0/24", "relay": { "ip-addresses": [ "10.0.0.1" ] } },
  { "id": 2, "subnet": "198.51.100.0/24", "relay": { "ip-addresses": [ "10.0.0.1" ] } }
]
```

## Use instead
```json
"shared-networks": [ { "name": "behind1", "relay": { "ip-addresses": [ "10.0.0.1" ] }, "subnet4": [
  { "id": 1, "subnet": "192.0.2.0/24" },
  { "id": 2, "subnet": "198.51.100.0/24" }
] } ]
```

## Kea versions
Never noticed, in any version.

## References
Kea Administrator Reference Manual, "Using a Specific Relay Agent for a Subnet"; "Shared Networks in DHCPv4".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.subnets import Subnet
from dhcptools.lint.rule import Rule

RULE = Rule("KL213", "relay-of-two-subnets", Severity.ERROR, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look the relays of each subnet up among those before it."""
    seen: dict[int, Subnet] = {}
    for subnet in context.subnets:
        for number, at in subnet.relays:
            first = seen.setdefault(number, subnet)
            if first is subnet or (subnet.network is not None and first.network is subnet.network):
                continue
            if first.is_guarded:
                seen[number] = subnet
                continue
            place = at if "relay" in subnet.entries else subnet.at("subnet")
            shared = f"subnets {first.name} and {subnet.name} share relay {at.value}"
            yield RULE.finding(place, f"{shared} without a shared-network")
