"""A subnet is on an interface that the server does not listen on.

## What it does
Looks the `interface` of subnets and shared networks up among `interfaces` of `interfaces-config`. Silent when that
has `*`, or nothing (KL215).

## Why is this bad
No packet of that link ever reaches the server.

## Example
```json
"interfaces-config": { "interfaces": [ "eth1" ] },
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24", "interface": "eth0" } ]
```

## Use instead
```json
"interfaces-config": { "interfaces": [ "eth0", "eth1" ] },
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24", "interface": "eth0" } ]
```

## Kea versions
Never noticed, in any version.

## References
Kea Administrator Reference Manual, "Interface Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL214", "subnet-interface-not-listened", Severity.ERROR, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look each interface up."""
    if context.interfaces is None:
        return
    listed = {name.partition("/")[0] for name, _ in context.interfaces.texts("interfaces")}
    if not listed or "*" in listed:
        return
    for scope in (*context.networks, *context.subnets):
        interface = scope.text("interface")
        if interface and interface not in listed:
            message = f"subnet interface {interface} is not in interfaces-config"
            yield RULE.finding(scope.at("interface"), message)
