"""A class is evaluated only where a scope asks for it, and none does.

## What it does
Finds classes with `only-if-required` (since 2.7.4 `only-in-additional-list`) that no shared network, subnet or pool
names.

## Why is this bad
The class is never evaluated, so it has no members and brings nothing.

## Example
```json
"client-classes": [ { "name": "extra", "only-if-required": true, "test": "option[60].exists" } ],
"subnet4": [ { "subnet": "192.0.2.0/24" } ]
```

## Use instead
```json
"subnet4": [ { "subnet": "192.0.2.0/24", "require-client-classes": [ "extra" ] } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
Kea Administrator Reference Manual, *Client Classification*.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL503", "additional-class-never-asked-for", Severity.WARNING, "-")

_KEYS: Final = ("only-in-additional-list", "only-if-required")


def check(context: Context) -> Iterator[Finding]:
    """Look for a scope that names each additional class."""
    asked = {item.text for scope in context.guarded for item in scope.additional_classes}
    for each in context.classes:
        if each.additional and each.name not in asked:
            key = next(key for key in _KEYS if key in each.entries)
            message = f"{each.label} is {key} but nothing requires it: never evaluated"
            yield RULE.finding(each.entries[key], message)
