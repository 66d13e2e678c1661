"""The mode of an HA relationship does not exist.

## What it does
Compares `mode` with the three that Kea has, hot-standby, load-balancing and passive-backup, and misses it when it is
not written.

## Why is this bad
The server does not start.

## Example
```json
"high-availability": [ { "this-server-name": "s1", "mode": "hot", ... } ]
```

## Use instead
```json
"high-availability": [ { "this-server-name": "s1", "mode": "hot-standby", ... } ]
```

## Kea versions
`-t` loads no hooks and accepts it in every version; the server then stops with *unsupported value 'hot' for mode
parameter*. `-T` (2.3.6 and later) refuses it.

## References
Kea Administrator Reference Manual, "Supported Configurations" of the High Availability library.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.highavailability import MODES
from dhcptools.lint.rule import Rule
from dhcptools.lint.suggest import suggestion

RULE = Rule("KL704", "ha-unknown-mode", Severity.ERROR, "T")


def check(context: Context) -> Iterator[Finding]:
    """Look at the mode of each relationship."""
    for relationship in context.relationships:
        mode = relationship.mode
        if mode is not None and mode not in MODES:
            known = suggestion(mode, MODES) or f" (known: {', '.join(MODES)})"
            yield RULE.finding(relationship.at("mode"), f'unknown HA mode "{mode}"{known}')
        elif relationship.entries and "mode" not in relationship.entries:
            yield RULE.finding(relationship.node, f"HA mode is missing (known: {', '.join(MODES)})")
