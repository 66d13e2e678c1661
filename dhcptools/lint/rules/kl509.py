"""A class whose name is built in has a test.

## What it does
Finds tests of classes whose names begin with `VENDOR_CLASS_`, `HA_`, `AFTER_` or `EXTERNAL_`.

## Why is this bad
Kea puts clients into these classes by itself: the test adds others, and the name says something that is not true of
them.

## Example
```json
"client-classes": [ { "name": "VENDOR_CLASS_MSFT 5.0", "test": "option[12].exists" } ]
```

## Use instead
```json
"client-classes": [ { "name": "VENDOR_CLASS_MSFT 5.0" }, { "name": "named", "test": "option[12].exists" } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
Kea Administrator Reference Manual, *Client Classification*.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.kea.classes import BUILT_IN_PREFIXES
from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL509", "built-in-class-tested", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at the names of classes with tests."""
    for tested in context.expressions:
        name = tested.owner.name
        if name.startswith(BUILT_IN_PREFIXES):
            yield RULE.finding(tested.node, f"{name} is built in; a test here is confusing")
