"""Expired leases are never reclaimed.

## What it does
Finds `reclaim-timer-wait-time` 0 in `expired-leases-processing`.

## Why is this bad
0 turns the timer off. Leases that are over stay in the store as they were: statistics count them as assigned, DNS
keeps their names, hooks are not told, and the lease file grows. An address is taken back only when somebody else asks
for it.

## Example
```json
"expired-leases-processing": { "reclaim-timer-wait-time": 0 }
```

## Use instead
```json
"expired-leases-processing": { "reclaim-timer-wait-time": 10 }
```

## Kea versions
Never noticed by `-t`, in any version.

## References
Kea Administrator Reference Manual, "Lease Expiration".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.scope import Map
from dhcptools.lint.rule import Rule

RULE = Rule("KL613", "reclamation-off", Severity.WARNING, "-")

_KEY = "reclaim-timer-wait-time"


def check(context: Context) -> Iterator[Finding]:
    """Look at the one timer."""
    processing = context.top.child("expired-leases-processing", Map)
    if processing is not None and processing.integer(_KEY) == 0:
        yield RULE.finding(processing.at(_KEY), f"{_KEY} 0: expired leases are never reclaimed")
