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
from dhcptools.lint.model.subnets import Network, Subnet
from dhcptools.lint.model.timers import INFINITE, pairs
from dhcptools.lint.refused.lifetimes import enclosing
from dhcptools.lint.rule import Rule

RULE = Rule("KL601", "renew-after-rebind", Severity.ERROR, "v")


def check(context: Context) -> Iterator[Finding]:
    """Compare the two in every scope that writes one of them, as written and as the 32 bits that Kea keeps."""
    for scope, first, second, key in pairs(context, "renew-timer", "rebind-timer", "any"):
        written, kept = first > second, first & INFINITE > second & INFINITE
        if not written and not kept:
            continue
        user = taker(context, scope, written=written)
        renew, rebind = (first, second) if written else (first & INFINITE, second & INFINITE)
        message = f"renew-timer {renew} > rebind-timer {rebind}"
        message += " (2.2: error; since 2.3.5 a warning and T1 is dropped)"
        if user is not None:
            kea = f"the value of renew-timer ({renew}) is greater than the value of rebind-timer ({rebind})"
            if isinstance(user, Subnet):
                kea = f"subnet configuration failed: {kea}"
            yield RULE.finding(scope.at(key), message, kea=kea + enclosing(user))
        elif written:
            yield RULE.finding(scope.at(key), message)._replace(severity=Severity.WARNING)


def taker(context: Context, scope: Scope, *, written: bool) -> Scope | None:
    """Where Kea meets the two: in the scope or the first below it with both; what it keeps it compares in subnets."""
    both = [scope.inherited(key) for key in ("renew-timer", "rebind-timer")]
    below: list[Scope] = [scope]
    if scope is context.top:
        below = [*context.networks, *context.subnets]
    elif isinstance(scope, Network):
        below += scope.subnets
    for each in below:
        if [each.inherited(key) for key in ("renew-timer", "rebind-timer")] != both:
            continue
        if written or isinstance(each, Subnet):
            return each
    return None
