"""A keyword is not one of Kea's.

## What it does
Finds keywords that no version of Kea knows in any map, and names the nearest that the map takes.

## Why is this bad
Kea does not start. Keywords are written in lower case, with hyphens. Only below `user-context` and the `parameters` of
hook libraries any keyword may stand.

## Example
```json
"valid-lifetme": 4000
```

## Use instead
```json
"valid-lifetime": 4000
```

## Kea versions
Refused by `-t` in every version: `got unexpected keyword "valid-lifetme" in Dhcp4 map.` The fix, offered where one
keyword alone is near, is safe.

## References
Kea Administrator Reference Manual, "JSON Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from dhcptools.lint.context import Context
from dhcptools.lint.edits import rename_key
from dhcptools.lint.finding import Finding, Fix, Place, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL101", "unknown-keyword", Severity.ERROR, "t", fixable=True, daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Pass on what the grammar refuses, with the nearest keyword."""
    for fault in context.faults("unknown", "daemon"):
        if fault.entry is None or fault.name == "Logging":
            continue
        place = Place(fault.source, fault.start, fault.stop)
        kea = f"{fault.source.position(fault.start)}: {fault.text}"
        known = EVERY if fault.spec is None else tuple(fault.spec.keywords)
        where = "the top level" if fault.spec is None else fault.spec.name
        near = get_close_matches(fault.name.lower().replace("_", "-"), known, 2, 0.75)
        message = f'unknown keyword "{fault.name}" in {where}'
        fix = None
        if near:
            message += f'; did you mean "{near[0]}"?'
            taken = fault.node.value if fault.node is not None else None
            written = fault.source.data[fault.start : fault.stop]
            whole = written[:1] == written[-1:] == b'"'  # else one of its quotation marks is lost
            if isinstance(taken, dict) and near[0] not in taken and whole:
                fix = Fix(f'write "{near[0]}"', (rename_key(fault.entry, near[0]),))
        yield RULE.finding(place, message, fix, kea)
