"""Infinite leases.

## What it does
Finds lifetimes of 4294967295 seconds, which in DHCP means for ever.

## Why is this bad
An infinite lease is never reclaimed: every device that was there once keeps its address, and the pool only ever
shrinks. A reservation is the means to give one device one address for good.

## Example
```json
"valid-lifetime": 4294967295
```

## Use instead
```json
"valid-lifetime": 604800
```

## Kea versions
Never noticed by `-t`, in any version.

## References
RFC 2131 section 3.3; RFC 9915 section 7.7.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.timers import INFINITE, scopes
from dhcptools.lint.rule import Rule

RULE = Rule("KL607", "lifetime-infinite", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at every scope that may have lifetimes."""
    for scope in (*scopes(context), *context.classes):
        for key in ("valid-lifetime", "max-valid-lifetime"):
            if scope.integer(key) == INFINITE:
                yield RULE.finding(scope.at(key), f"{key} {INFINITE} = infinite lease, never reclaimed")
