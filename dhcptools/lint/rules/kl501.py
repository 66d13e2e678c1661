"""A scope is for members of a class that does not exist.

## What it does
Looks for the classes that guard subnets, shared networks and pools (`client-class`, `client-classes`) among those of
the file, the built-in ones, and those that reservations give.

## Why is this bad
Nobody can be in the class, so nobody gets an address there; the usual cause is a typing error.

## Example
```json
"client-classes": [ { "name": "phones" } ],
"subnet4": [ { "subnet": "192.0.2.0/24", "client-class": "phone" } ]
```

## Use instead
```json
"subnet4": [ { "subnet": "192.0.2.0/24", "client-class": "phones" } ]
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
from dhcptools.lint.model.membership import is_known
from dhcptools.lint.rule import Rule

RULE = Rule("KL501", "undefined-guard", Severity.ERROR, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look up the guards of every scope."""
    for scope in context.guarded:
        for guard in scope.guards:
            if guard.text and not is_known(context, guard.text):  # an empty name guards nothing
                what = f'{scope.label} is guarded by undefined class "{guard.text}"'
                yield RULE.finding(guard.node, f"{what}: no client can use it")
