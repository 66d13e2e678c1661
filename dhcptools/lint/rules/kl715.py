"""Load balancing with pools that both servers use.

## What it does
In mode load-balancing, looks whether the address pools are divided between the servers: by a class `HA_NAME` of one
of the peers on the pool, its subnet or its shared network, or by a class whose test asks for such a class.

## Why is this bad
Both servers give addresses from the same pool at the same time. Each tells the other afterwards; until then both may
have given one address to two clients, and the loser of the race is refused.

## Example
```json
"pools": [ { "pool": "192.0.2.10-192.0.2.200" } ]
```

## Use instead
```json
"pools": [
  { "pool": "192.0.2.10-192.0.2.100", "client-class": "HA_s1" },
  { "pool": "192.0.2.101-192.0.2.200", "client-class": "HA_s2" }
]
```

From Kea 3.0 on it is `"client-classes": [ "HA_s1" ]`.

## Kea versions
Never noticed, by `-t`, `-T` or at the start, in any version. Since 2.4 lease updates that conflict are refused and
counted (`max-rejected-lease-updates`); the `random` allocator makes conflicts rarer, not impossible.

## References
Kea Administrator Reference Manual, "Load Balancing With Advanced Classification".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.highavailability import Relationship
from dhcptools.lint.model.subnets import Guarded, Pool
from dhcptools.lint.rule import Rule

RULE = Rule("KL715", "ha-pools-not-split", Severity.WARNING, "-")

_MEMBER: Final = re.compile(r"member\(\s*'([^']*)'\s*\)")


def check(context: Context) -> Iterator[Finding]:
    """Follow the classes of each pool to those of the peers."""
    for relationship in context.relationships:
        if relationship.mode != "load-balancing" or not context.pools:
            continue
        scopes = _classes_of(context, relationship)
        shared = [pool for pool in context.pools if not any(_is_split(scope, scopes) for scope in _around(pool))]
        wanted = " / ".join(f"HA_{name}" for name in sorted(relationship.names))
        if len(shared) == len(context.pools):
            yield RULE.finding(relationship.at("mode"), f"load-balancing without pools guarded by {wanted}")
        else:
            for pool in shared:
                yield RULE.finding(pool.at("pool"), f"load-balancing, and pool {pool.label} not guarded by {wanted}")


def _classes_of(context: Context, relationship: Relationship) -> set[str]:
    """The classes that only clients of one server are in, as far as tests say; classes refer backwards only."""
    found = {f"HA_{name}" for name in relationship.names}
    for each in context.classes:
        if found.intersection(_MEMBER.findall(each.test or "")):
            found.add(each.name)
    return found


def _around(pool: Pool) -> Iterator[Guarded]:
    yield pool
    yield pool.subnet
    if pool.subnet.network is not None:
        yield pool.subnet.network


def _is_split(scope: Guarded, classes: set[str]) -> bool:
    return any(item.text in classes for item in scope.guards)
