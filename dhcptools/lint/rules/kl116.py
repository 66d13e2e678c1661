"""A map lacks a keyword that it cannot do without.

## What it does
Finds subnets without `subnet`, pools without `pool`, hook libraries without `library` and so on.

## Why is this bad
Kea does not start.

## Example
```json
"subnet4": [ { "id": 1 } ]
```

## Use instead
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24" } ]
```

## Kea versions
Refused by `-t` in every version: `missing parameter 'subnet'`. That a subnet needs an `id` since 2.6 is KL108.

## References
Kea Administrator Reference Manual, "JSON Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Place, Severity
from dhcptools.lint.pointer import pointer_of
from dhcptools.lint.rule import EVERY, Rule
from dhcptools.lint.rules.kl003 import shown

RULE = Rule("KL116", "missing-keyword", Severity.ERROR, "t", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Pass on what the grammar refuses."""
    for fault in context.faults("missing"):
        if fault.node is None:
            continue
        found = Finding(RULE.id, RULE.severity, "", fault.node.source, fault.node.start, fault.node.start + 1)
        where = shown(pointer_of(context.document, found))
        place = Place(fault.source, fault.start, fault.stop)
        yield RULE.finding(place, f'{where} lacks mandatory "{fault.name}"', kea=fault.text)
