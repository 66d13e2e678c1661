"""A scope asks for an additional class that does not exist.

## What it does
Looks for the classes of `require-client-classes` and `evaluate-additional-classes` among those of the file.

## Why is this bad
Kea skips the name without a word at the default log level: what the class should bring is missing.

## Example
```json
"client-classes": [ { "name": "extra", "only-if-required": true, "test": "option[60].exists" } ],
"subnet4": [ { "subnet": "192.0.2.0/24", "require-client-classes": [ "extras" ] } ]
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

RULE = Rule("KL502", "undefined-additional-class", Severity.WARNING, "-")

_KEYS: Final = ("evaluate-additional-classes", "require-client-classes")


def check(context: Context) -> Iterator[Finding]:
    """Look up the additional classes of every scope."""
    for scope in context.guarded:
        for asked in scope.additional_classes:
            if asked.text and asked.text not in context.class_names:
                key = next(key for key in _KEYS if key in scope.entries)
                yield RULE.finding(asked.node, f'{key} names undefined class "{asked.text}"')
