"""A map or list is empty where Kea needs something in it.

## What it does
Finds `"Dhcp4": {}` and other maps that need a parameter, lists such as `loggers` that need a member, and a file
without a daemon.

## Why is this bad
Kea's grammar has no rule for them, so that it calls a syntax error what looks like valid JSON.

## Example
```json
{ "Dhcp4": {} }
```

## Use instead
```json
{ "Dhcp4": { "valid-lifetime": 4000 } }
```

## Kea versions
Refused by `-t` in every version: `syntax error, unexpected }`.

## References
Kea Administrator Reference Manual, "JSON Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Place, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL010", "nothing-in-it", Severity.ERROR, "t", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Pass on what the grammar refuses."""
    for fault in context.faults("empty", "nothing"):
        place = Place(fault.source, fault.start, fault.stop)
        kea = f"{fault.source.position(fault.start)}: {fault.text}"
        if fault.kind == "nothing":
            daemons = ", ".join(EVERY)
            yield RULE.finding(place, f"{{}} is a syntax error for Kea: one of {daemons} is needed", kea=kea)
        elif fault.keyword is not None:
            yield RULE.finding(place, f'"{fault.name}": [] is a syntax error for Kea: one member is needed', kea=kea)
        else:
            name = fault.spec.name if fault.spec is not None else ""
            yield RULE.finding(place, f'"{name}": {{}} is a syntax error for Kea: one parameter is needed', kea=kea)
