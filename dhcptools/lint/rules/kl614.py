"""The bounds of a lifetime contradict it.

## What it does
Compares `min-valid-lifetime`, `valid-lifetime` and `max-valid-lifetime`, and in DHCPv6 those of `preferred-lifetime`,
as each scope has them in force; a lifetime that is not written is Kea's own, 7200 and 3600 seconds.

## Why is this bad
Kea does not start.

## Example
```json
"min-valid-lifetime": 100,
"valid-lifetime": 50
```

## Use instead
```json
"min-valid-lifetime": 50,
"valid-lifetime": 100
```

## Kea versions
Refused by `-t` in every version: *the value of min-valid-lifetime (100) is not less than (default) valid-lifetime
(50)*. Equal values are accepted.

## References
Kea Administrator Reference Manual, "Configuration of IPv4 Address Pools" and "Dynamic Client Classes, lifetimes".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.subnets import Subnet
from dhcptools.lint.model.timers import pairs
from dhcptools.lint.rule import Rule

RULE = Rule("KL614", "lifetime-bounds", Severity.ERROR, "t")

_LIFETIMES: Final = ("valid-lifetime", "preferred-lifetime")


def check(context: Context) -> Iterator[Finding]:
    """Compare in Kea's order: the bounds with one another, then each with the lifetime; one finding a scope."""
    for name in _LIFETIMES[: 2 if context.family == 6 else 1]:
        order = ((f"min-{name}", f"max-{name}"), (f"min-{name}", name), (name, f"max-{name}"))
        told: set[int] = set()
        for low, high in order:
            for pair in pairs(context, low, high):
                if pair.first > pair.second and id(pair.scope) not in told:
                    told.add(id(pair.scope))
                    kea = _kea(name, low, pair.first, high, pair.second)
                    if isinstance(pair.scope, Subnet):
                        kea = f"subnet configuration failed: {kea}"
                    yield RULE.finding(pair.scope.at(pair.key), f"{low} {pair.first} > {high} {pair.second}", kea=kea)
            for each in context.classes:
                first, second = each.integer(low), each.integer(high)
                if first is not None and second is not None and first > second and id(each) not in told:
                    told.add(id(each))
                    kea = _kea(name, low, first, high, second)
                    yield RULE.finding(each.at(low), f"{low} {first} > {high} {second}", kea=kea)


def _kea(name: str, low: str, first: int, high: str, second: int) -> str:
    shown = {name: f"(default) {name}"}
    return f"the value of {shown.get(low, low)} ({first}) is not less than {shown.get(high, high)} ({second})"
