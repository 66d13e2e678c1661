"""Files include one another without end.

## What it does
Finds includes that are more than ten deep, which only happens when a file includes itself, by itself or by another.

## Why is this bad
Kea stops with an error and does not start.

## Example
```json
// in loop.txt
<?include "loop.txt"?>
```

## Use instead
```json
// in loop.txt
"renew-timer": 1000,
```

## Kea versions
Refused by `-t` in every version: `Too many nested include.`

## References
Kea Administrator Reference Manual, "JSON Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Place, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL006", "include-loop", Severity.ERROR, "t", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Pass on what the lexer told."""
    for error in context.errors("loop"):
        if error.place is None:
            continue
        source, start, stop = error.place
        inner = source.data[start:stop].decode("utf-8", "backslashreplace").split('"')
        name = inner[1] if len(inner) > 1 else ""
        what = f"{name} includes itself" if name == source.name or source.name.endswith(f"/{name}") else f"{name} again"
        message = f"include loop: {what} (Kea stops after 10 levels)"
        yield RULE.finding(Place(source, start, stop), message, kea=str(error))
