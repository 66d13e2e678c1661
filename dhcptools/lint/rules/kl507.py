"""A test is always false.

## What it does
Evaluates what does not depend on a packet: constants, and comparisons whose sides never have the same length.

## Why is this bad
A class without members does nothing; what it was meant to do does not happen.

## Example
```json
"test": "'a' == 'b' and option[60].exists"
```

## Use instead
```json
"test": "option[60].exists"
```

## Kea versions
Never noticed by `-t`, in any version.

## References
Kea Administrator Reference Manual, *Client Classification*.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL507", "always-false", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Evaluate every test without a packet."""
    for tested in context.expressions:
        for remark in tested.remarks:
            if remark.rule == RULE.id:
                yield RULE.finding(tested.place(remark), remark.message)
