"""A comma has nothing behind it.

## What it does
Finds commas in front of a closing bracket or of another comma.

## Why is this bad
Kea warns and continues, since a piece of the configuration may have been forgotten there; every other JSON tool stops
at it, among them editors, jq and configuration management.

## Example
```json
"pools": [ { "pool": "192.0.2.10-192.0.2.20" }, ]
```

## Use instead
```json
"pools": [ { "pool": "192.0.2.10-192.0.2.20" } ]
```

## Kea versions
Warned about as `DHCP4_CONFIG_SYNTAX_WARNING` by every version from 1.9.1 on, with exit status 0. The fix is safe.

## References
Kea Administrator Reference Manual, "JSON Configuration". RFC 8259 section 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Edit, Finding, Fix, Place, Severity
from dhcptools.lint.rule import EVERY, Rule

_NEXT: Final = re.compile(rb"(?>[ \t\r\n]++|#[^\n]*+|//[^\n]*+|/\*(?s:.)*?\*/)*+([^ \t\r\n])")
RULE = Rule("KL002", "extra-comma", Severity.WARNING, "tw", fixable=True, daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Look at what the parser forgave."""
    for warning in context.document.warnings:
        if warning.place is None:
            continue
        place = Place(*warning.place)
        after = _NEXT.match(place.source.data, place.stop)
        mark = after[1].decode() if after is not None else ""
        what = f'before "{mark}"' if mark in {"]", "}"} else "here"
        message = f"extra comma {what} (Kea warns and continues; every other JSON tool stops here)"
        fix = Fix("delete the comma", (Edit(place.source, place.start, place.stop, b""),))
        yield RULE.finding(place, message, fix, kea=str(warning))
