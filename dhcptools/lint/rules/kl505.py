"""A comparison of values of different lengths, which is always false.

## What it does
Works out how many octets both sides of `==` may have: an integer has four, `0x01` one, an option what its definition
says, `pkt4.msgtype` and its like four.

## Why is this bad
Kea compares octets: one octet is never equal to four, whatever the numbers say. The class has no members.

## Example
```json
"test": "option[53].hex == 1"
```

## Use instead
```json
"test": "option[53].hex == 0x01"
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

RULE = Rule("KL505", "lengths-never-equal", Severity.ERROR, "-", fixable=True)


def check(context: Context) -> Iterator[Finding]:
    """Judge comparisons by the lengths of their sides."""
    for tested in context.expressions:
        for remark in tested.remarks:
            if remark.rule == RULE.id:
                edit = tested.edit(remark)
                fix = None if edit is None else Fix("write it with the right length", (edit,), safe=False)
                yield RULE.finding(tested.place(remark), remark.message, fix)
