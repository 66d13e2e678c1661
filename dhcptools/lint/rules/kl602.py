"""The rebind timer is not shorter than the lease.

## What it does
Compares `rebind-timer` (T2) with the `valid-lifetime` in force, 7200 seconds where none is written.

## Why is this bad
The lease ends before the client turns to other servers: whoever misses its server at T1 loses the address.

## Example
```json
"valid-lifetime": 4000,
"rebind-timer": 5000
```

## Use instead
```json
"valid-lifetime": 4000,
"rebind-timer": 3500
```

## Kea versions
Never noticed by `-t`, in any version.

## References
RFC 2131 section 4.4.5 (T2 is 0.875 of the lease unless told); RFC 9915 section 14.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.timers import pairs
from dhcptools.lint.rule import Rule

RULE = Rule("KL602", "rebind-after-lease", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Compare the two in every scope that writes one of them."""
    for scope, first, second, key in pairs(context, "rebind-timer", "valid-lifetime"):
        if first >= second:
            yield RULE.finding(
                scope.at(key),
                f"rebind-timer {first} >= valid-lifetime {second}: who misses its server loses the address",
            )
