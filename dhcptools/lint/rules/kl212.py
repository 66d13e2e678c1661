"""Two subnets are on one interface and in no shared network.

## What it does
Finds subnets, and shared networks, with the `interface` of an earlier one. Subnets of one shared network may share
it, and a subnet that an earlier one leaves over, because that one is for members of a class only, is reached as well.
A subnet with relays of its own is left alone.

## Why is this bad
The first subnet with that interface is taken for every client on the link; the second is never used, not even when
the first is full.

## Example
```json
"subnet4": [
  { "id": 1, "subnet": "192.0.2.0/24", "interface": "eth0" },
  { "id": 2, "subnet": "198.51.100.0/24", "interface": "eth0" }
]
```

## Use instead
```json
"shared-networks": [ { "name": "link0", "interface": "eth0", "subnet4": [
  { "id": 1, "subnet": "192.0.2.0/24" },
  { "id": 2, "subnet": "198.51.100.0/24" }
] } ]
```

## Kea versions
Never noticed, in any version.

## References
Kea Administrator Reference Manual, "How the DHCPv4 Server Selects a Subnet for the Client"; "Shared Networks in
DHCPv4".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.subnets import Subnet
from dhcptools.lint.rule import Rule

RULE = Rule("KL212", "interface-of-two-subnets", Severity.ERROR, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look the interface of each subnet up among those before it."""
    seen: dict[str, Subnet] = {}
    for subnet in context.subnets:
        interface = subnet.interface
        if interface is None or subnet.relays:
            continue
        first = seen.setdefault(interface, subnet)
        if first is subnet or (subnet.network is not None and first.network is subnet.network):
            continue
        if first.is_guarded:
            seen[interface] = subnet
            continue
        one, other = first.name, subnet.name
        message = f"subnets {one} and {other} share interface {interface} without a shared-network: "
        at = subnet.at("interface" if "interface" in subnet.entries else "subnet")
        yield RULE.finding(at, f"{message}subnet {other} is never used")
