"""A keyword stands in a map that does not take it.

## What it does
Finds keywords that Kea knows, but not in this map, and says in which it belongs.

## Why is this bad
Kea does not start. Most often the parameter is meant for the scope around this one.

## Example
```json
"pools": [ { "pool": "192.0.2.10-192.0.2.20", "relay": { "ip-addresses": [ "192.0.2.1" ] } } ]
```

## Use instead
```json
"pools": [ { "pool": "192.0.2.10-192.0.2.20" } ],
"relay": { "ip-addresses": [ "192.0.2.1" ] }
```

## Kea versions
Refused by `-t` in every version.

## References
Kea Administrator Reference Manual, "JSON Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from dhcptools.kea.grammar import maps
from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Place, Severity
from dhcptools.lint.rule import EVERY, Rule
from dhcptools.lint.rules.kl115 import foreign_key

_ORDER: Final = {"subnet4": 0, "subnet6": 0, "shared-networks": 1, "pools": 2, "Dhcp4": 3, "Dhcp6": 3}
RULE = Rule("KL102", "misplaced-keyword", Severity.ERROR, "t", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Pass on what the grammar refuses, with the maps that take it."""
    specs = maps(context.daemon, context.target) if context.daemon is not None else {}
    for fault in context.faults("misplaced"):
        if fault.spec is None or foreign_key(fault) is not None:
            continue
        homes = [name for name, spec in specs.items() if fault.name in spec.keywords]
        message = f'"{fault.name}" is not allowed in {fault.spec.name}'
        if homes:
            message += f"; it belongs to {listed(sorted(homes, key=lambda name: _ORDER.get(name, 9))[:3])}"
        kea = f"{fault.source.position(fault.start)}: {fault.text}"
        yield RULE.finding(Place(fault.source, fault.start, fault.stop), message, kea=kea)


def listed(names: Sequence[str]) -> str:
    """``a, b or c``."""
    return " or ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else names[0]
