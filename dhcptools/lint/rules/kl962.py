"""The partners give different answers.

## What it does
Compares `option-data`, `option-def`, `client-classes`, `valid-lifetime` and `preferred-lifetime` of HA partners,
globally and in the subnets that both have, and the classes that guard their pools. Comments and `user-context` may
differ.

## Why is this bad
A client gets other DNS servers, another class or another lifetime when its server fails, and again when it comes
back: faults that come and go, and that nobody can reproduce.

## Example
```json
// s1.conf
"option-data": [ { "name": "domain-name-servers", "data": "192.0.2.53" } ]
// s2.conf
"option-data": [ { "name": "domain-name-servers", "data": "192.0.2.54" } ]
```

## What to do
Keep what both serve in a file of its own that both include.

## Kea versions
Never noticed: no version of Kea compares the files of two servers.

## References
Kea Administrator Reference Manual, "Load-Balancing Configuration" of the High Availability library.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.scope import Scope
from dhcptools.lint.model.subnets import Subnet
from dhcptools.lint.partners import content, partners
from dhcptools.lint.rule import Rule

RULE = Rule("KL962", "partners-different-answers", Severity.WARNING, "m", across=True)

_LISTS: Final = ("option-data", "option-def", "client-classes")
_NUMBERS: Final = ("valid-lifetime", "preferred-lifetime")


def check_files(contexts: Sequence[Context]) -> Iterator[Finding]:
    """Compare what each pair of partners serves."""
    for pair in partners(contexts):
        scopes: list[tuple[Scope, Scope, str]] = [(pair.first.top, pair.second.top, "")]
        scopes += [(mine, theirs, f" of subnet {theirs.label}") for mine, theirs in pair.subnets]
        for mine, theirs, where in scopes:
            for key in (*_LISTS, *_NUMBERS):
                if content(mine, key) != content(theirs, key):
                    entry = theirs.entries.get(key)
                    at = theirs.at("subnet") if entry is None else entry
                    yield RULE.finding(at, f"{key}{where} differ between HA partners")
        for mine, theirs in pair.subnets:
            here, there = _guards(mine), _guards(theirs)
            if any(here[key] != there[key] for key in here.keys() & there.keys()):
                message = f"classes of the pools of subnet {theirs.label} differ between HA partners"
                yield RULE.finding(theirs.at("pools"), message)


def _guards(subnet: Subnet) -> dict[object, list[str]]:
    """The classes of each pool by its addresses, and of the subnet itself."""
    found: dict[object, list[str]] = {pool.range: sorted(item.text for item in pool.guards) for pool in subnet.pools}
    found[None] = sorted(item.text for item in subnet.guards)
    return found
