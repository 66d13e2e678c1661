"""An option without data.

## What it does
Finds options that take a value and have none. Options of no length, and those that only hold others, are left out.

## Why is this bad
Kea sends an option of no length, or none at all. Either way clients get no value where one seems to be configured.

## Example
```json
"option-data": [ { "name": "routers" } ]
```

## Use instead
```json
"option-data": [ { "name": "routers", "data": "192.0.2.1" } ]
```

## Kea versions
`-t` refuses it for options whose type needs octets, and takes it for lists of addresses or names.

## References
Kea Administrator Reference Manual, "Standard DHCPv4 Options".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.data import lacks_data, row_of
from dhcptools.lint.refused.options import mismatch, value_fault
from dhcptools.lint.rule import Rule

RULE = Rule("KL410", "option-without-data", Severity.ERROR, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at every option that is defined."""
    for option in context.options:
        if not lacks_data(context, option):
            continue
        row = row_of(context, option)
        why = "" if row is None else value_fault(option, row)
        name = option.name if row is None else row.name
        kea = "" if row is None or not why else mismatch(option, row, why)
        yield RULE.finding(option.at("data"), f'"{name}" has no data', kea=kea)
