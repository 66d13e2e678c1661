"""A part of a value is compared with a longer text.

## What it does
Compares the length that `substring()` can give at most with the length of what it is compared with.

## Why is this bad
Three octets are never equal to a text of four: the class has no members.

## Example
```json
"test": "substring(option[60].hex, 0, 3) == 'wind'"
```

## Use instead
```json
"test": "substring(option[60].hex, 0, 4) == 'wind'"
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

RULE = Rule("KL506", "substring-never-equal", Severity.ERROR, "-")


def check(context: Context) -> Iterator[Finding]:
    """Judge comparisons by the lengths of their sides."""
    for tested in context.expressions:
        for remark in tested.remarks:
            if remark.rule == RULE.id:
                yield RULE.finding(tested.place(remark), remark.message)
