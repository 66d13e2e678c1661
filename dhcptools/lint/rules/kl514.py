"""Class DROP has no test.

## What it does
Finds a class `DROP` without test and without reservation that gives it.

## Why is this bad
Packets of class DROP are not answered. Nothing puts a packet into it, so nothing is dropped.

## Example
```json
"client-classes": [ { "name": "DROP" } ]
```

## Use instead
```json
"client-classes": [ { "name": "DROP", "test": "hexstring(pkt4.mac, '') == '020000000001'" } ]
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

RULE = Rule("KL514", "drop-without-test", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at class DROP."""
    for each in context.classes:
        if each.name == "DROP" and not each.test and not each.template_test:
            if any(item.text == "DROP" for reservation in context.reservations for item in reservation.classes):
                return
            yield RULE.finding(each.at("name"), "class DROP has no test: never drops")
