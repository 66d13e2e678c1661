"""No domain-name-servers in any scope.

## What it does
Finds subnets that give addresses and whose clients get `domain-name-servers` (in DHCPv6 `dns-servers`) from no scope:
neither from the subnet, its pools, its network, the global options, nor any class.

## Why is this bad
Clients get an address and cannot look up a name. It may be meant, where they learn name servers otherwise.

## Example
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24",
  "pools": [ { "pool": "192.0.2.10-192.0.2.200" } ] } ]
```

## Use instead
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24",
  "option-data": [ { "name": "domain-name-servers", "data": "192.0.2.1" } ],
  "pools": [ { "pool": "192.0.2.10-192.0.2.200" } ] } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
RFC 2132 section 3.8; RFC 3646 section 3.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.effective import lacking
from dhcptools.lint.rule import Rule
from dhcptools.lint.together import together

RULE = Rule("KL419", "no-dns-servers", Severity.INFO, "-")

_CODES = {4: 6, 6: 23}
_NAMES = {4: "domain-name-servers", 6: "dns-servers"}


def check(context: Context) -> Iterator[Finding]:
    """Say it once where it is true of many subnets."""
    return together(_each(context))


def _each(context: Context) -> Iterator[Finding]:
    """Look at every subnet that gives addresses."""
    for subnet in lacking(context, _CODES[context.family]):
        message = f'subnet {subnet.label}: no "{_NAMES[context.family]}" in any scope'
        yield RULE.finding(subnet.at("subnet"), message)
