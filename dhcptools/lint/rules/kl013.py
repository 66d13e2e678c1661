"""A comment is never closed.

## What it does
Finds `/*` without `*/`.

## Why is this bad
All that follows belongs to the comment. Such comments do not nest: a `/*` inside one means nothing, and the first `*/`
ends it.

## Example
```json
/* the second floor
```

## Use instead
```json
/* the second floor */
```

## Kea versions
Refused by `-t` in every version: `Comment not closed.`

## References
Kea Administrator Reference Manual, "JSON Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Place, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL013", "open-comment", Severity.ERROR, "t", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Pass on what the lexer told."""
    for error in context.errors("comment"):
        if error.place is not None:
            message = f"comment opened at line {error.line} is never closed (/* */ does not nest)"
            yield RULE.finding(Place(*error.place), message, kea=error.text)
