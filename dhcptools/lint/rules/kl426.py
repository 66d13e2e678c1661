"""A global option that every subnet overrides.

## What it does
Finds global options for which every subnet, or its shared network, has an option of the same code.

## Why is this bad
It is never sent. Whoever changes it wonders why nothing changes.

## Example
```json
"option-data": [ { "name": "routers", "data": "192.0.2.1" } ],
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24",
  "option-data": [ { "name": "routers", "data": "192.0.2.254" } ] } ]
```

## Use instead
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24",
  "option-data": [ { "name": "routers", "data": "192.0.2.254" } ] } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
Kea Administrator Reference Manual, "DHCPv4 Option Precedence" (the most specific scope wins).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL426", "global-option-overridden", Severity.INFO, "-")


def check(context: Context) -> Iterator[Finding]:
    """Count for each option the subnets that have their own."""
    codes = [(option.space, context.definitions.code(option)) for option in context.options]
    scopes: dict[int, set[tuple[str, int | None]]] = {}
    for option, code in zip(context.options, codes, strict=True):
        scopes.setdefault(id(option.parent), set()).add(code)
    counts: Counter[tuple[str, int | None]] = Counter()
    for subnet in context.subnets:
        counts.update(scopes.get(id(subnet), set()) | scopes.get(id(subnet.network), set()))
    for option, code in zip(context.options, codes, strict=True):
        if option.parent is context.top and code[1] is not None and 0 < counts[code] == len(context.subnets):
            message = f'option "{option.title}" at global scope is overridden in every subnet'
            yield RULE.finding(option.node, message)
