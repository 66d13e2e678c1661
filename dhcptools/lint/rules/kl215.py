"""The server listens nowhere.

## What it does
Finds an `interfaces-config` without `interfaces`; and, as a warning only, a file without `interfaces-config`, which
may be a piece of one.

## Why is this bad
The server starts, opens no socket, and answers nobody.

## Example
```json
"interfaces-config": { "interfaces": [ ] }
```

## Use instead
```json
"interfaces-config": { "interfaces": [ "eth0" ] }
```

## Kea versions
Never noticed by `-t`, in any version; the log has DHCP4_NO_SOCKETS_OPEN.

## References
Kea Administrator Reference Manual, "Interface Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL215", "no-interfaces", Severity.ERROR, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at the list."""
    message = "no interfaces: the server will not answer anybody"
    interfaces = context.interfaces
    if interfaces is None:
        if context.daemon is not None and "interfaces-config" not in context.top.entries:
            found = RULE.finding(context.root.entries[context.daemon], message)
            yield found._replace(severity=Severity.WARNING)
    elif not interfaces.nodes("interfaces") and interfaces.at("interfaces").value in ([], interfaces.node.value):
        yield RULE.finding(interfaces.at("interfaces"), message)
