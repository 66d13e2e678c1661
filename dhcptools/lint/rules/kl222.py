"""The subnets of a shared network identify clients differently.

## What it does
Compares `match-client-id`, as each subnet of a shared network has it in force.

## Why is this bad
A client may be given an address of any of the subnets. In one it is known by its client identifier, in the next by
its hardware address: it holds two leases, or loses the one it has when the server tries the other subnet.

## Example
```json
"shared-networks": [ { "name": "n1", "subnet4": [
  { "id": 1, "subnet": "192.0.2.0/24", "match-client-id": false },
  { "id": 2, "subnet": "198.51.100.0/24" }
] } ]
```

## Use instead
```json
"shared-networks": [ { "name": "n1", "match-client-id": false, "subnet4": [
  { "id": 1, "subnet": "192.0.2.0/24" },
  { "id": 2, "subnet": "198.51.100.0/24" }
] } ]
```

## Kea versions
Never noticed: it is allowed in every version.

## References
Kea Administrator Reference Manual, "Using Client Identifier and Hardware Address".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL222", "network-with-different-match-client-id", Severity.WARNING, "-", daemons=("Dhcp4",))


def check(context: Context) -> Iterator[Finding]:
    """Compare the subnets of each network."""
    for network in context.networks:
        if len({subnet.inherited_boolean("match-client-id", True) for subnet in network.subnets}) > 1:
            yield RULE.finding(network.at("name"), f"{network.label}: match-client-id differs between subnets")
