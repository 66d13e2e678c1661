"""The renew timer is longer than the rebind timer.

## What it does
Compares `renew-timer` (T1) with `rebind-timer` (T2) wherever one of them is written, with what is inherited for the
other.

## Why is this bad
A client renews with its own server at T1 and turns to every server at T2. With T1 after T2 it would never renew; Kea
2.2 refuses such a subnet, later versions leave T1 out of their answers.

## Example
```json
"renew-timer": 2000,
"rebind-timer": 1000
```

## Use instead
```json
"renew-timer": 1000,
"rebind-timer": 2000
```

## Kea versions
Refused by 2.2. Since 2.3.5 a warning, `DHCPSRV_CFGMGR_RENEW_GTR_REBIND`, and T1 is not sent.

## References
RFC 2131 section 4.4.5; RFC 9915 section 14.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.scope import Scope
from dhcptools.lint.model.timers import pairs
from dhcptools.lint.rule import Rule

RULE = Rule("KL601", "renew-after-rebind", Severity.ERROR, "v")


def check(context: Context) -> Iterator[Finding]:
    """Compare the two in every scope that writes one of them."""
    for scope, first, whole, key in pairs(context, "renew-timer", "rebind-timer", any_size=True):
        second = whole & 0xFFFFFFFF  # Kea keeps 32 bits of it, and compares before it does so with the other
        if first > second:
            yield RULE.finding(
                scope.at(key),
                f"renew-timer {first} > rebind-timer {second} (2.2: error; since 2.3.5 a warning and T1 is dropped)",
                kea=f"the value of renew-timer ({first}) is greater than the value of rebind-timer ({second})"
                + where(context, scope),
            )


def where(context: Context, scope: Scope) -> str:
    """The place that Kea gives: of the first subnet that has the two."""
    for subnet in context.subnets:
        if scope is context.top or scope in {subnet, subnet.network}:
            return f" ({subnet.node.position})"
    return ""
