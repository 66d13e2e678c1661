"""Leases of no length.

## What it does
Finds a `valid-lifetime`, `min-valid-lifetime` or `max-valid-lifetime` of 0, in every scope and class.

## Why is this bad
A lease of 0 seconds is over when it is given. Kea's lease file takes a row with a lifetime of 0 for a deletion, so
such leases are not even kept.

## Example
```json
"valid-lifetime": 0
```

## Use instead
```json
"valid-lifetime": 3600
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
from dhcptools.lint.model.timers import scopes
from dhcptools.lint.rule import Rule

RULE = Rule("KL604", "lifetime-zero", Severity.ERROR, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at every scope that may have lifetimes."""
    for scope in (*scopes(context), *context.classes):
        for key in ("valid-lifetime", "min-valid-lifetime", "max-valid-lifetime"):
            if scope.integer(key) == 0:
                yield RULE.finding(scope.at(key), f"{key} 0: leases expire at once")
