"""An option stands twice in one scope.

## What it does
Finds options of the same code and space in one `option-data` list. Options that may come once for each vendor (124
and 125, in DHCPv6 16 and 17) and those for certain classes only are left out.

## Why is this bad
Kea sends one of them, and not the one that was added last. Values of a list belong into one option.

## Example
```json
"option-data": [
  { "name": "routers", "data": "192.0.2.1" },
  { "name": "routers", "data": "192.0.2.2" } ]
```

## Use instead
```json
"option-data": [ { "name": "routers", "data": "192.0.2.1, 192.0.2.2" } ]
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

RULE = Rule("KL405", "option-twice", Severity.WARNING, "-")

_MANY = frozenset({("dhcp4", 124), ("dhcp4", 125), ("dhcp6", 16), ("dhcp6", 17)})


def check(context: Context) -> Iterator[Finding]:
    """Look at the options of one scope after the other."""
    seen: set[tuple[int, str, int]] = set()
    for option in context.options:
        code = context.definitions.code(option)
        if code is None or (option.space, code) in _MANY or "client-classes" in option.entries:
            continue
        place = (id(option.parent), option.space, code)
        if place in seen:
            yield RULE.finding(option.node, f'"{option.title}" given twice in this scope')
        seen.add(place)
