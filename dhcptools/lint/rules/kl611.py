"""Leases of less than a minute.

## What it does
Finds a `valid-lifetime`, `min-valid-lifetime` or `max-valid-lifetime` between 1 and 59 seconds.

## Why is this bad
A client renews when half of its lease has passed, for ever. Seconds are for tests; on a network they are a load that
grows with every client, and a short outage of the server takes the addresses of all of them.

## Example
```json
"valid-lifetime": 1
```

## Use instead
```json
"valid-lifetime": 3600
```

## Kea versions
Never noticed by `-t`, in any version.

## References
RFC 2131 section 4.4.5.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.timers import scopes
from dhcptools.lint.rule import Rule

RULE = Rule("KL611", "lifetime-of-seconds", Severity.WARNING, "-")

_SHORT: Final = 60


def check(context: Context) -> Iterator[Finding]:
    """Look at every scope that may have lifetimes."""
    for scope in (*scopes(context), *context.classes):
        for key in ("valid-lifetime", "min-valid-lifetime", "max-valid-lifetime"):
            seconds = scope.integer(key)
            if seconds is not None and 0 < seconds < _SHORT:
                often = "half second" if seconds == 1 else "second" if seconds == 2 else f"{seconds / 2:g} seconds"
                yield RULE.finding(scope.at(key), f"{key} {seconds} s: one renewal per client per {often}")
