"""The renew timer is not shorter than the lease.

## What it does
Compares `renew-timer` (T1) with the `valid-lifetime` in force, 7200 seconds where none is written.

## Why is this bad
The lease ends before the client asks for more time, so it loses its address at the end of every lease.

## Example
```json
"valid-lifetime": 4000,
"renew-timer": 5000
```

## Use instead
```json
"valid-lifetime": 4000,
"renew-timer": 2000
```

## Kea versions
Never noticed by `-t`, in any version.

## References
RFC 2131 section 4.4.5 (T1 is half of the lease unless told); RFC 9915 section 14.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.timers import pairs
from dhcptools.lint.rule import Rule

RULE = Rule("KL603", "renew-after-lease", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Compare the two in every scope that writes one of them."""
    for scope, first, second, key in pairs(context, "renew-timer", "valid-lifetime"):
        if first >= second and first <= (scope.inherited_integer("rebind-timer") or first):  # else KL601
            yield RULE.finding(
                scope.at(key), f"renew-timer {first} >= valid-lifetime {second}: the lease ends before it is renewed"
            )
