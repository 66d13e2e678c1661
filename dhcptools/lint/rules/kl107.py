"""The Control Agent is on its way out.

## What it does
Finds files of the Control Agent when the target is 3.0 or newer.

## Why is this bad
Since 3.0 each daemon opens HTTP or HTTPS sockets itself, and the agent only adds a process, a hop and a port that
collides with the listener of high availability (KL957). It is gone since 3.1.8.

## Example
```json
{ "Control-agent": { "http-host": "127.0.0.1", "http-port": 8000 } }
```

## Use instead
```json
"control-sockets": [ { "socket-type": "http", "socket-address": "127.0.0.1", "socket-port": 8000 } ]
```

## Kea versions
Deprecated since 3.0.0, gone since 3.1.8. Never noticed by `-t`.

## References
Kea Administrator Reference Manual, "The Kea Control Agent".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL107", "control-agent-deprecated", Severity.WARNING, "-", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Look at the daemon and the target."""
    entry = context.root.entries.get("Control-agent")
    if entry is not None and context.target >= (3, 0, 0):
        message = (
            "Control Agent is deprecated since 3.0.0 and gone since 3.1.8; "
            'use "control-sockets" with socket-type http(s)'
        )
        yield RULE.finding(entry, message)
