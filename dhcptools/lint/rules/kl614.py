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
from typing import Final, NamedTuple

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.scope import Scope
from dhcptools.lint.model.services import ClientClass
from dhcptools.lint.model.subnets import Subnet
from dhcptools.lint.model.timers import INFINITE, Size, pairs
from dhcptools.lint.refused.lifetimes import enclosing
from dhcptools.lint.rule import Rule

RULE = Rule("KL614", "lifetime-bounds", Severity.ERROR, "t")

_LIFETIMES: Final = ("valid-lifetime", "preferred-lifetime")


class Contradiction(NamedTuple):
    """Two keywords of a scope of which the one that is not to be longer is; ``kea`` is what Kea says."""

    scope: Scope
    key: str
    low: str
    first: int
    high: str
    second: int
    kea: str


def check(context: Context) -> Iterator[Finding]:
    """One finding a scope and lifetime."""
    for each in contradictions(context, "fitting"):
        message = f"{each.low} {each.first} > {each.high} {each.second}"
        yield RULE.finding(each.scope.at(each.key), message, kea=each.kea)


def contradictions(context: Context, size: Size) -> Iterator[Contradiction]:
    """Compare in Kea's order: the bounds with one another, then each with the lifetime."""
    for name in _LIFETIMES[: 2 if context.family == 6 else 1]:
        order = ((f"min-{name}", f"max-{name}"), (f"min-{name}", name), (name, f"max-{name}"))
        told: set[int] = set()
        for low, high in order:
            found = [(pair.scope, pair.key, pair.first, pair.second) for pair in pairs(context, low, high, size)]
            for each in context.classes:
                first, second = each.integer(low), each.integer(high)
                if first is None or second is None:
                    continue
                if size == "wrapped":
                    first, second = first & INFINITE, second & INFINITE
                if 0 <= first <= INFINITE and 0 <= second <= INFINITE:
                    found.append((each, low, first, second))
            for scope, key, first, second in found:
                if first > second and id(scope) not in told:
                    told.add(id(scope))
                    kea = _kea(scope, name, (low, first), (high, second))
                    yield Contradiction(scope, key, low, first, high, second, kea)


def _kea(scope: Scope, name: str, low: tuple[str, int], high: tuple[str, int]) -> str:
    get = scope.integer if isinstance(scope, ClientClass) else scope.inherited_integer
    least, most = get(f"min-{name}"), get(f"max-{name}")
    if name in {low[0], high[0]} and least is not None and most is not None:
        value = low[1] if low[0] == name else high[1]
        text = f"the value of (default) {name} ({value}) is not between min-{name} ({least}) and max-{name} ({most})"
    else:
        shown = {name: f"(default) {name}"}
        text = f"the value of {shown.get(low[0], low[0])} ({low[1]})"
        text += f" is not less than {shown.get(high[0], high[0])} ({high[1]})"
    if isinstance(scope, Subnet):
        text = f"subnet configuration failed: {text}"
    return text + enclosing(scope)
