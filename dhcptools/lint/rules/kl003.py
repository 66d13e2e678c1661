"""A keyword is given twice in one map.

## What it does
Finds keys that a map has already, in every map, that of user-context too.

## Why is this bad
JSON leaves open which of two equal keys counts; Kea refuses them since one of them is a mistake. Often a block was
copied and its twin forgotten.

## Example
```json
{ "id": 1, "subnet": "192.0.2.0/24", "id": 2 }
```

## Use instead
```json
{ "id": 1, "subnet": "192.0.2.0/24" }
```

## Kea versions
Refused by `-t` in every version from 1.9.0 on; before, the last one counted.

## References
Kea Administrator Reference Manual, "JSON Configuration". RFC 8259 section 4.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Place, Severity
from dhcptools.lint.pointer import pointer_of
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL003", "duplicate-key", Severity.ERROR, "t", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Pass on what the parser told."""
    for error in context.errors("duplicate"):
        if error.place is None:
            continue
        place = Place(*error.place)
        found = Finding(RULE.id, RULE.severity, "", *place)
        where = shown(pointer_of(context.document, found))
        key = place.source.data[place.start : place.stop].decode("utf-8", "backslashreplace")
        first = error.text.rpartition("previous at ")[2].removesuffix(")")
        before = first.removeprefix(f"{error.file}:")
        yield RULE.finding(place, f"{key} given twice in {where} (first at {before})", kea=str(error))


def shown(pointer: str) -> str:
    """``subnet4[0]`` of ``/Dhcp4/subnet4/0``."""
    parts = pointer.split("/")[1:]
    if len(parts) > 1 and parts[-1].isdigit():
        return f"{parts[-2]}[{parts[-1]}]"
    return parts[-1] if parts else "the file"
