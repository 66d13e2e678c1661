"""A subnet is guarded by what is known only after a subnet has been chosen.

## What it does
Follows `member()` from the classes that guard subnets and shared networks to `KNOWN` and `UNKNOWN`.

## Why is this bad
Whether a client has a reservation is looked up in its subnet. Until then it is in neither class, so a subnet that asks
for one of them is never chosen.

## Example
```json
"subnet4": [ { "subnet": "192.0.2.0/24", "client-class": "UNKNOWN" } ]
```

## Use instead
```json
"subnet4": [ { "subnet": "192.0.2.0/24", "pools": [ { "pool": "192.0.2.10-192.0.2.99", "client-class": "UNKNOWN" } ] } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
Kea Administrator Reference Manual, *Client Classification*.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.membership import depend_on_known
from dhcptools.lint.model.subnets import Guarded, Subnet
from dhcptools.lint.rule import Rule

RULE = Rule("KL510", "guard-depends-on-known", Severity.ERROR, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at the guards of what is chosen before reservations are looked up."""
    late = depend_on_known(context)
    for scope in (*context.networks, *context.subnets):
        if isinstance(scope, Subnet) and scope.network is not None and len(scope.network.subnets) > 1:
            continue  # another subnet of the network may be chosen first, and this one used after that
        for guard in scope.guards:
            word = late.get(guard.text)
            if word is not None:
                verb = "is" if guard.text == word else "depends on"
                what = f'class "{guard.text}" {verb} {word}, which is known only after a subnet is selected'
                yield RULE.finding(guard.node, f"{what}: cannot guard a {kind(scope)}")


def kind(scope: Guarded) -> str:
    """What a scope is called."""
    return "subnet" if isinstance(scope, Subnet) else "shared network"
