"""`and` beside `or` without parentheses.

## What it does
Finds `or` with an `and` on one of its sides that has no parentheses of its own.

## Why is this bad
`and` binds tighter than `or`; many readers take the first word first. Parentheses cost nothing.

## Example
```json
"test": "option[60].exists or option[61].exists and option[12].exists"
```

## Use instead
```json
"test": "option[60].exists or (option[61].exists and option[12].exists)"
```

## Kea versions
Never noticed by `-t`, in any version.

## References
Kea Administrator Reference Manual, *Client Classification*.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL513", "and-beside-or", Severity.INFO, "-", fixable=True)


def check(context: Context) -> Iterator[Finding]:
    """Look for the sides of every `or`."""
    for tested in context.expressions:
        for remark in tested.remarks:
            if remark.rule == RULE.id:
                edit = tested.edit(remark)
                fix = None if edit is None else Fix("add parentheses", (edit,), safe=True)
                yield RULE.finding(tested.place(remark), remark.message, fix)
