"""An interface is listed beside `*`.

## What it does
Finds names in `interfaces` beside `*`. Names with an address, `eth0/2001:db8::1`, say more than `*` and are left
alone.

## Why is this bad
`*` is every interface already. Who reads the list may think that the server listens on those named only.

## Example
```json
"interfaces": [ "*", "eth0" ]
```

## Use instead
```json
"interfaces": [ "*" ]
```

## Kea versions
Never noticed: it is allowed in every version. The fix is safe.

## References
Kea Administrator Reference Manual, "Interface Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.edits import remove_member
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL216", "interface-listed-twice", Severity.INFO, "-", fixable=True)


def check(context: Context) -> Iterator[Finding]:
    """Look at the names beside ``*``."""
    container = None if context.interfaces is None else context.interfaces.get("interfaces")
    listed = [] if context.interfaces is None else context.interfaces.texts("interfaces")
    if container is None or all(name != "*" for name, _ in listed):
        return
    for name, node in listed:
        if name != "*" and "/" not in name:
            edit = remove_member(container, node)
            fix = None if edit is None else Fix(f'remove "{name}"', (edit,))
            yield RULE.finding(node, f'"*" already includes "{name}"', fix)
