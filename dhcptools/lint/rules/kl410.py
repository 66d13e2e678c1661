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
Never noticed by `-t`, in any version.

## References
Kea Administrator Reference Manual, "Standard DHCPv4 Options".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL410", "option-without-data", Severity.ERROR, "-")

_MAY_BE_EMPTY = frozenset(
    {"empty", "container", "vendor-encapsulated-options", "vendor-opts", "vendor-options", "binary"}
)


def check(context: Context) -> Iterator[Finding]:
    """Look at every option that is defined."""
    for option in context.options:
        if option.data or ("data" in option.entries and option.data is None) or option.boolean("never-send"):
            continue
        definition = context.definitions.find(option)
        if definition is None or definition.type in _MAY_BE_EMPTY or definition.encapsulates:
            continue
        yield RULE.finding(option.at("data"), f'"{definition.name}" has no data')
