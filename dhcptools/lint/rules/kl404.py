"""A broadcast address that contradicts the subnet.

## What it does
Compares the `broadcast-address` option with the last address of every subnet whose clients get it.

## Why is this bad
What clients mean for everybody on their network goes to a single address, or somewhere else.

## Example
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24",
  "option-data": [ { "name": "broadcast-address", "data": "192.0.3.255" } ] } ]
```

## Use instead
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24",
  "option-data": [ { "name": "broadcast-address", "data": "192.0.2.255" } ] } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
RFC 2132 section 5.3.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.kea.tree import Node
from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.effective import addresses_in, given_to
from dhcptools.lint.model.values import show
from dhcptools.lint.rule import Rule

RULE = Rule("KL404", "broadcast-wrong", Severity.WARNING, "-", daemons=("Dhcp4",))

_BROADCAST = 28


def check(context: Context) -> Iterator[Finding]:
    """Hold each address against the subnets it is told to; one finding for each option."""
    told: set[Node] = set()
    for subnet, option in given_to(context, _BROADCAST):
        prefix = subnet.prefix
        for number, at in addresses_in(option):
            if prefix is not None and prefix.size > 2 and number != prefix.last and at not in told:
                told.add(at)
                yield RULE.finding(at, f"broadcast-address {show(number, 4)} contradicts {prefix.canonical}")
