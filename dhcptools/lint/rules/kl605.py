"""A lifetime or timer does not fit into 32 bits.

## What it does
Finds lifetimes and timers below 0 or above 4294967295 seconds, in every scope.

## Why is this bad
Kea reads them as 64 bits and stores 32 of them, without a word: 4294967356 becomes 60 seconds, and -1 becomes
4294967295, an infinite lease.

## Example
```json
"valid-lifetime": 4294967356
```

## Use instead
```json
"valid-lifetime": 86400
```

## Kea versions
Every version from 2.2.0 to 3.0 accepts it with `-t` and serves the wrapped value, unless that contradicts the bounds of
the lifetime.

## References
RFC 2131 section 3.3 (times are 32 bits, all ones is infinity); RFC 9915 section 7.7.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.timers import INFINITE
from dhcptools.lint.rule import Rule
from dhcptools.lint.rules.kl614 import contradictions

RULE = Rule("KL605", "lifetime-wraps", Severity.ERROR, "-")

_LIFETIMES: Final = ("valid-lifetime", "preferred-lifetime", "offer-lifetime")
_KEYS: Final = (
    "renew-timer",
    "rebind-timer",
    *(f"{bound}{name}" for name in _LIFETIMES for bound in ("", "min-", "max-")),
)


def check(context: Context) -> Iterator[Finding]:
    """Look at the lifetimes of every scope that may have one."""
    refused: dict[int, str] | None = None
    for scope in (context.top, *context.classes, *context.networks, *context.subnets):
        for key in _KEYS:
            seconds = scope.integer(key)
            if seconds is not None and not 0 <= seconds <= INFINITE:
                if refused is None:
                    refused = dict(_refused(context))
                kept = seconds & INFINITE
                as_what = f"{kept} s" if kept != INFINITE else "infinity"
                message = f"{key} {seconds} wraps to {as_what} in Kea (32 bits; -1 becomes infinite)"
                node = scope.at(key)
                yield RULE.finding(node, message, kea=refused.get(id(node), ""))


def _refused(context: Context) -> Iterator[tuple[int, str]]:
    """What Kea says of values that contradict their bounds once they are wrapped."""
    for each in contradictions(context, "wrapped"):
        for key in (each.low, each.high):
            entry = each.scope.inherited(key)
            if entry is not None:
                yield id(entry.node), each.kea
