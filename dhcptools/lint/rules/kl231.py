"""The subnets of a shared network are on different links.

## What it does
Compares `interface` of the subnets of a shared network with one another and with the network's, and in DHCPv6
`rapid-commit`.

## Why is this bad
Kea does not start: the subnets of a shared network are on one link.

## Example
```json
"shared-networks": [ { "name": "n1", "subnet4": [
  { "id": 1, "subnet": "192.0.2.0/24", "interface": "eth0" },
  { "id": 2, "subnet": "198.51.100.0/24", "interface": "eth1" }
] } ]
```

## Use instead
```json
"shared-networks": [ { "name": "n1", "interface": "eth0", "subnet4": [
  { "id": 1, "subnet": "192.0.2.0/24" },
  { "id": 2, "subnet": "198.51.100.0/24" }
] } ]
```

## Kea versions
Refused by `-t` in every version: *earlier subnet in the same shared-network or the shared-network itself used*.

## References
Kea Administrator Reference Manual, "Shared Networks in DHCPv4".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL231", "network-with-different-interfaces", Severity.ERROR, "t")


def check(context: Context) -> Iterator[Finding]:
    """Compare the subnets of each network with those before them."""
    for network in context.networks:
        interface = network.text("interface") or None
        rapid: bool | None = None
        for subnet in network.subnets:
            own = subnet.text("interface") or interface
            interface = interface or own
            if own != interface:
                kea = (
                    f"Subnet {subnet.label} has specified interface {own}, but earlier subnet in the same "
                    f"shared-network or the shared-network itself used {interface}"
                )
                message = f"{network.label}: interfaces differ ({interface}, {own})"
                yield RULE.finding(subnet.at("interface"), message, kea=kea)
            commit = subnet.inherited_boolean("rapid-commit", False) if context.family == 6 else None
            rapid = commit if rapid is None else rapid
            if commit != rapid:
                kea = (
                    "All subnets in a shared network must have the same rapid-commit value. Subnet "
                    f"{subnet.label} has specified rapid-commit {_word(commit)}, but earlier subnet in the same "
                    f"shared-network or the shared-network itself used rapid-commit {_word(rapid)}"
                )
                message = f"{network.label}: rapid-commit differs ({_word(rapid)}, {_word(commit)})"
                at = subnet.at("rapid-commit" if "rapid-commit" in subnet.entries else "subnet")
                yield RULE.finding(at, message, kea=kea)


def _word(value: bool | None) -> str:
    return "true" if value else "false"
