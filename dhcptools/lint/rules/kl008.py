"""true, false or null is not written in lower case.

## What it does
Finds TRUE, True, FALSE, NULL and the like.

## Why is this bad
Kea does not start. Python, YAML and others write them so.

## Example
```json
"authoritative": True
```

## Use instead
```json
"authoritative": true
```

## Kea versions
Refused by `-t` in every version: `JSON true reserved keyword is lower case only`. The fix is safe.

## References
Kea Administrator Reference Manual, "JSON Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Edit, Finding, Fix, Place, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL008", "word-case", Severity.ERROR, "t", fixable=True, daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Pass on what the lexer told."""
    for error in context.errors("case"):
        if error.place is not None:
            place = Place(*error.place)
            written = place.source.data[place.start : place.stop].decode("ascii", "replace")
            lower = written.lower()
            fix = Fix(f"write {lower}", (Edit(*place, lower.encode()),))
            yield RULE.finding(place, f"{written} must be written {lower}", fix, str(error))
