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
Refused by 2.2, unless they are global and no network or subnet takes them: that is a warning only. Since
2.3.5 a warning of Kea's, `DHCPSRV_CFGMGR_RENEW_GTR_REBIND`, and T1 is not sent.

## References
RFC 2131 section 4.4.5; RFC 9915 section 14.2.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.scope import Scope
from dhcptools.lint.model.subnets import Subnet
from dhcptools.lint.model.timers import pairs
from dhcptools.lint.refused.lifetimes import enclosing
from dhcptools.lint.rule import Rule

RULE = Rule("KL601", "renew-after-rebind", Severity.ERROR, "v")


def check(context: Context) -> Iterator[Finding]:
    """Compare the two in every scope that writes one of them."""
    for scope, first, whole, key in pairs(context, "renew-timer", "rebind-timer", "any"):
        second = whole & 0xFFFFFFFF  # Kea keeps 32 bits of it, and compares before it does so with the other
        if first <= second:
            continue
        user = taker(context, scope)
        kea = f"the value of renew-timer ({first}) is greater than the value of rebind-timer ({second})"
        if isinstance(user, Subnet):
            kea = f"subnet configuration failed: {kea}"
        found = RULE.finding(
            scope.at(key),
            f"renew-timer {first} > rebind-timer {second} (2.2: error; since 2.3.5 a warning and T1 is dropped)",
            kea="" if user is None else kea + enclosing(user),
        )
        yield found if user is not None else found._replace(severity=Severity.WARNING)


def taker(context: Context, scope: Scope) -> Scope | None:
    """Where Kea meets the two: in the scope itself, or of the global ones in the first network or subnet with both."""
    if scope is not context.top:
        return scope
    for each in (*context.networks, *context.subnets):
        written = [each.inherited(key) for key in ("renew-timer", "rebind-timer")]
        if all(entry is scope.entries.get(entry.key) for entry in written if entry is not None):
            return each
    return None
