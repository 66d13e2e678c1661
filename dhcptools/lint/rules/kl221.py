"""The subnets of a shared network have different relays.

## What it does
Compares the relay addresses that the subnets of a shared network have of their own.

## Why is this bad
A relay address selects the whole network, not the subnet that has it: a client behind either relay may get an address
of any of the subnets, on a link where it does not work. Subnets behind different relays are on different links and
belong into different networks; when they are on one, the addresses belong to the network.

## Example
```json
"shared-networks": [ { "name": "n1", "subnet4": [
  { "id": 1, "subnet": "192.0.2.0/24", "relay": { "ip-addresses": [ "192.0.2.1" ] } },
  { "id": 2, "subnet": "198.51.100.0/24", "relay": { "ip-addresses": [ "198.51.100.1" ] } }
] } ]
```

## Use instead
```json
"shared-networks": [ { "name": "n1", "relay": { "ip-addresses": [ "192.0.2.1", "198.51.100.1" ] }, "subnet4": [
  { "id": 1, "subnet": "192.0.2.0/24" },
  { "id": 2, "subnet": "198.51.100.0/24" }
] } ]
```

## Kea versions
Never noticed, in any version.

## References
Kea Administrator Reference Manual, "Local and Relayed Traffic in Shared Networks".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL221", "network-with-different-relays", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Compare the relays of the subnets of each network."""
    for network in context.networks:
        own = [subnet for subnet in network.subnets if "relay" in subnet.entries and subnet.relays]
        if len({frozenset(number for number, _ in subnet.relays) for subnet in own}) > 1:
            message = f"{network.label}: subnets use different relays; Kea selects the network from the first match"
            yield RULE.finding(network.at("name"), message)
