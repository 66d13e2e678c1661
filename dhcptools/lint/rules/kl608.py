"""Addresses are preferred for longer than they are valid.

## What it does
Compares `preferred-lifetime` with the `valid-lifetime` in force, 3600 and 7200 seconds where nothing is written.

## Why is this bad
A client must ignore an address or prefix whose preferred lifetime is greater than its valid lifetime, so nobody gets
one.

## Example
```json
"preferred-lifetime": 5000,
"valid-lifetime": 4000
```

## Use instead
```json
"preferred-lifetime": 3000,
"valid-lifetime": 4000
```

## Kea versions
Never noticed by `-t`, in any version.

## References
RFC 9915 sections 21.6 and 21.22; RFC 4862 section 5.5.3.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.timers import pairs
from dhcptools.lint.rule import Rule

RULE = Rule("KL608", "preferred-after-valid", Severity.ERROR, "-", daemons=("Dhcp6",))


def check(context: Context) -> Iterator[Finding]:
    """Compare the two in every scope that writes one of them."""
    for scope, first, second, key in pairs(context, "preferred-lifetime", "valid-lifetime"):
        if first > second:
            own = "" if scope.inherited("preferred-lifetime") is not None else " (Kea's own)"
            message = f"preferred-lifetime {first}{own} > valid-lifetime {second}: clients ignore such an address"
            yield RULE.finding(scope.at(key), message)
