"""A value is of another type than its keyword takes.

## What it does
Finds numbers in quotation marks, strings where a list is due, and the like; numbers that D2's grammar bounds, too.

## Why is this bad
Kea does not start: nothing is converted.

## Example
```json
"valid-lifetime": "3600"
```

## Use instead
```json
"valid-lifetime": 3600
```

## Kea versions
Refused by `-t` in every version: `syntax error, unexpected constant string, expecting integer`.

## References
Kea Administrator Reference Manual, "JSON Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.kea.tree import Node
from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Place, Severity
from dhcptools.lint.pointer import node_at
from dhcptools.lint.rule import EVERY, Rule

_TYPES: Final[dict[type, str]] = {
    int: "an integer",
    bool: "true or false",
    str: "a string",
    float: "a number with a decimal point",
    dict: "a map { ... }",
    list: "a list [ ... ]",
}

RULE = Rule("KL112", "wrong-type", Severity.ERROR, "t", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Pass on what the grammar refuses."""
    for fault in context.faults("type", "bound"):
        place = Place(fault.source, fault.start, fault.stop)
        kea = f"{fault.source.position(fault.start)}: {fault.text}"
        if fault.kind == "bound":
            yield RULE.finding(place, fault.text, kea=kea)
            continue
        node = node_at(context.document, fault.source, fault.start) if fault.node is None else fault.node
        got = shown(node)
        keyword = fault.keyword
        if keyword is not None and fault.entry is not None and node is not fault.entry.node and keyword.item:
            wanted = _TYPES[keyword.item]
            yield RULE.finding(place, f'every member of "{fault.name}" must be {wanted}, got {got}', kea=kea)
        else:
            wanted = _TYPES[keyword.holds if keyword is not None else dict]
            yield RULE.finding(place, f'"{fault.name}" must be {wanted}, got {got}', kea=kea)


def shown(node: Node | None) -> str:
    """``the string "3600"``."""
    if node is None:
        return "something else"
    value = node.value
    if isinstance(value, str):
        return f'the string "{value}"'
    if isinstance(value, bool) or value is None:
        return str(value).lower() if value is not None else "null"
    return f"the number {value}" if isinstance(value, int | float) else _TYPES[type(value)]
