"""A keyword needs a newer Kea.

## What it does
Finds keywords that a later version than the target brought.

## Why is this bad
The target does not know it and does not start.

## Example
```json
// kea 2.2
"allocator": "random"
```

## Use instead
```json
// kea 2.2: the iterative allocator is the only one
"valid-lifetime": 4000
```

## Kea versions
Refused by `-t` of versions before the one named.

## References
Kea Administrator Reference Manual, "JSON Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Place, Severity
from dhcptools.lint.rule import EVERY, Rule
from dhcptools.lint.versions import show

RULE = Rule("KL103", "keyword-too-new", Severity.ERROR, "v", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Pass on what the grammar of the target refuses and that of a later version takes."""
    for fault in context.faults("newer"):
        if fault.keyword is None or fault.keyword.since is None:
            continue
        needs = ".".join(map(str, fault.keyword.since)).removesuffix(".0")
        message = f'"{fault.name}" needs Kea {needs} (target is {show(context.target)})'
        kea = f"{fault.source.position(fault.start)}: {fault.text}"
        yield RULE.finding(Place(fault.source, fault.start, fault.stop), message, kea=kea)
