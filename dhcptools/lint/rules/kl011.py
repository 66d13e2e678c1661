"""One file configures two daemons.

## What it does
Finds a second top-level keyword beside the first daemon's.

## Why is this bad
Since 1.7.10 every daemon has its own file; a daemon stops at the keyword of another.

## Example
```json
{ "Dhcp4": { "valid-lifetime": 4000 }, "Dhcp6": { "valid-lifetime": 4000 } }
```

## Use instead
```json
{ "Dhcp4": { "valid-lifetime": 4000 } }
```

## Kea versions
Refused by `-t` since 1.7.10; files of 1.6 and older could hold all daemons.

## References
Kea Administrator Reference Manual, "JSON Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Place, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL011", "two-daemons", Severity.ERROR, "t", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Look at the top-level keywords."""
    for fault in context.faults("twice"):
        place = Place(fault.source, fault.start, fault.stop)
        message = f'top-level "{fault.name}" in a {context.daemon} file: one daemon per file since 1.7.10'
        yield RULE.finding(place, message, kea=f"{fault.source.position(fault.start)}: {fault.text}")
