"""Explicit timers make calculate-tee-times pointless.

## What it does
Finds `calculate-tee-times` set to true where `renew-timer` and `rebind-timer` are both in force.

## Why is this bad
Kea computes T1 and T2 from the lease only where no timer is written, so the shares `t1-percent` and `t2-percent` are
never used. Whoever reads the file believes otherwise.

## Example
```json
"calculate-tee-times": true,
"renew-timer": 1000,
"rebind-timer": 2000
```

## Use instead
```json
"calculate-tee-times": true,
"t1-percent": 0.5,
"t2-percent": 0.875
```

## Kea versions
Never noticed by `-t`. The keyword exists since 1.6.0.

## References
Kea Administrator Reference Manual, "Sending T1 (Option 58) and T2 (Option 59)".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.timers import scopes
from dhcptools.lint.rule import Rule

RULE = Rule("KL612", "tee-times-shadowed", Severity.INFO, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at every scope that asks for computed timers itself."""
    for scope in scopes(context):
        if scope.boolean("calculate-tee-times") and all(
            scope.inherited_integer(key) is not None for key in ("renew-timer", "rebind-timer")
        ):
            message = "calculate-tee-times is shadowed by explicit timers: renew-timer and rebind-timer are set"
            yield RULE.finding(scope.at("calculate-tee-times"), message)
