"""A logger is not one of this daemon.

## What it does
Looks at the first part of the name: `kea-dhcp4`, `kea-dhcp6`, `kea-ctrl-agent` or `kea-dhcp-ddns`, as the file is
for, alone or before a dot.

## Why is this bad
Nothing logs under that name in this daemon, so that the block has no effect and messages go where the default sends
them.

## Example
```json
"Dhcp4": { "loggers": [ { "name": "kea-dhcp6", "severity": "DEBUG" } ] }
```

## Use instead
```json
"Dhcp4": { "loggers": [ { "name": "kea-dhcp4", "severity": "DEBUG" } ] }
```

## Kea versions
Never noticed, in any version.

## References
Kea Administrator Reference Manual, "The name (string) Logger".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import EVERY, Rule
from dhcptools.lint.suggest import suggestion

RULE = Rule("KL815", "logger-of-another-daemon", Severity.WARNING, "-", daemons=EVERY)

_ROOTS: Final = {
    "Dhcp4": "kea-dhcp4",
    "Dhcp6": "kea-dhcp6",
    "Control-agent": "kea-ctrl-agent",
    "DhcpDdns": "kea-dhcp-ddns",
}


def check(context: Context) -> Iterator[Finding]:
    """Look at each logger."""
    root = _ROOTS.get(context.daemon or "")
    for logger in context.loggers:
        name = logger.name
        if root is not None and name and name.partition(".")[0] != root:
            yield RULE.finding(
                logger.at("name"), f'logger "{name}" is not a logger of {root}{suggestion(name, [root])}'
            )
