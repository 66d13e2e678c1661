"""`=` where `==` is meant.

## What it does
Finds a single `=` in an expression.

## Why is this bad
Kea refuses the configuration: the language has only `==`.

## Example
```json
"test": "option[60].hex = 'x'"
```

## Use instead
```json
"test": "option[60].hex == 'x'"
```

## Kea versions
Refused by `-t` in every version.

## References
Kea Administrator Reference Manual, *Client Classification*.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL516", "single-equal", Severity.ERROR, "t", fixable=True)


def check(context: Context) -> Iterator[Finding]:
    """Report a single `=`."""
    for tested in context.expressions:
        for remark in tested.remarks:
            if remark.rule == RULE.id:
                edit = tested.edit(remark)
                fix = None if edit is None else Fix("write ==", (edit,), safe=True)
                yield RULE.finding(tested.place(remark), remark.message, fix, kea=tested.kea)
