"""Leases given now end after 2038-01-19.

## What it does
Finds lifetimes that, counted from the day of the check, end after 2038-01-19 03:14:07 UTC, which is 2147483647
seconds after 1970.

## Why is this bad
MySQL's `timestamp` ends there. Kea clips later times to it, or the row cannot be stored at all, depending on the
version. Infinite leases are another matter (KL607).

## Example
```json
"valid-lifetime": 500000000
```

## Use instead
```json
"valid-lifetime": 31536000
```

## Kea versions
Never noticed by `-t`, in any version.

## References
MySQL Reference Manual, "The DATE, DATETIME, and TIMESTAMP Types".
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.timers import INFINITE, scopes
from dhcptools.lint.rule import Rule

RULE = Rule("KL606", "lifetime-past-2038", Severity.WARNING, "-")

_END: Final = (1 << 31) - 1  # seconds of Unix time


def check(context: Context) -> Iterator[Finding]:
    """Look at every scope that may have lifetimes."""
    now = int(time.time())
    for scope in (*scopes(context), *context.classes):
        for key in ("valid-lifetime", "max-valid-lifetime"):
            seconds = scope.integer(key)
            if seconds is not None and max(0, _END - now) < seconds < INFINITE:
                year = datetime.fromtimestamp(now + seconds, UTC).year
                message = (
                    f"{key} {seconds}: leases given now end in {year}: "
                    "after 2038-01-19 some SQL back ends cannot store them"
                )
                yield RULE.finding(scope.at(key), message)
