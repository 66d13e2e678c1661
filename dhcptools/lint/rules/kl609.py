"""The rebind timer is longer than the preferred lifetime.

## What it does
Compares `rebind-timer` (T2) with the `preferred-lifetime` in force, 3600 seconds where none is written.

## Why is this bad
Between the end of the preferred lifetime and T2 a client opens no new connection from its address, although a server
that would prolong it may be there.

## Example
```json
"preferred-lifetime": 3000,
"rebind-timer": 5000
```

## Use instead
```json
"preferred-lifetime": 3000,
"rebind-timer": 2400
```

## Kea versions
Never noticed by `-t`, in any version.

## References
RFC 9915 section 21.4 (0.8 of the shortest preferred lifetime is the advice).
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.timers import BUILT_IN, pairs
from dhcptools.lint.rule import Rule

RULE = Rule("KL609", "rebind-after-preferred", Severity.WARNING, "-", daemons=("Dhcp6",))


def check(context: Context) -> Iterator[Finding]:
    """Compare the two in every scope that writes one of them."""
    for scope, first, second, key in pairs(context, "rebind-timer", "preferred-lifetime"):
        lifetime = scope.inherited_integer("valid-lifetime")
        if first > second and first < (BUILT_IN["valid-lifetime"] if lifetime is None else lifetime):  # else KL602
            yield RULE.finding(
                scope.at(key), f"rebind-timer {first} > preferred-lifetime {second}: no new connections until T2"
            )
