"""No routers in any scope.

## What it does
Finds subnets that give addresses and whose clients get `routers` from no scope: neither from the subnet, its pools,
its network, the global options, nor any class.

## Why is this bad
Clients get an address and stay on their own network. It may be meant, for a network without a way out.

## Example
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24",
  "pools": [ { "pool": "192.0.2.10-192.0.2.200" } ] } ]
```

## Use instead
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24",
  "option-data": [ { "name": "routers", "data": "192.0.2.1" } ],
  "pools": [ { "pool": "192.0.2.10-192.0.2.200" } ] } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
RFC 2132 section 3.5.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.effective import lacking
from dhcptools.lint.rule import Rule
from dhcptools.lint.together import together

RULE = Rule("KL418", "no-routers", Severity.INFO, "-", daemons=("Dhcp4",))

_ROUTERS = 3


def check(context: Context) -> Iterator[Finding]:
    """Say it once where it is true of many subnets."""
    return together(_each(context))


def _each(context: Context) -> Iterator[Finding]:
    """Look at every subnet that gives addresses."""
    for subnet in lacking(context, _ROUTERS):
        yield RULE.finding(subnet.at("subnet"), f'subnet {subnet.label}: no "routers" in any scope')
