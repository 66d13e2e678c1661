"""A shared network has one subnet.

## What it does
Finds shared networks with a single subnet.

## Why is this bad
It works, and does nothing that the subnet alone would not do; every packet takes one step more.

## Example
```json
"shared-networks": [ { "name": "n1", "subnet4": [ { "id": 1, "subnet": "192.0.2.0/24" } ] } ]
```

## Use instead
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24" } ]
```

## Kea versions
Never noticed: it is allowed in every version.

## References
Stork's checker dispensable_shared_network.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL220", "network-of-one-subnet", Severity.INFO, "-")


def check(context: Context) -> Iterator[Finding]:
    """Count the subnets of each network."""
    for network in context.networks:
        if len(network.nodes(f"subnet{context.family}")) == 1:
            message = f"{network.label} has one subnet; move the subnet to the top level"
            yield RULE.finding(network.at("name"), message)
