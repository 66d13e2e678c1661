"""A regular expression that is anchored already, or that only matches one text.

## What it does
Finds patterns of `match()` with `^` or `$` at their ends, and patterns without anything that could be another letter.

## Why is this bad
`match()` compares the whole value, so `^win` is true for exactly `win` and for nothing longer.

## Example
```json
"test": "match('^win', option[60].text)"
```

## Use instead
```json
"test": "match('win.*', option[60].text)"
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

RULE = Rule("KL520", "match-is-anchored", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at the ends of patterns."""
    for tested in context.expressions:
        for remark in tested.remarks:
            if remark.rule == RULE.id:
                yield RULE.finding(tested.place(remark), remark.message)
