"""The listener of commands has port 0.

## What it does
Finds `"http-port": 0` of the Control Agent and `"socket-port": 0` of control sockets.

## Why is this bad
The system takes any free port, another one at each start, and nobody knows which.

## Example
```json
"http-port": 0
```

## Use instead
```json
"http-port": 8000
```

## Kea versions
Never noticed: it is allowed in every version.

## References
Kea Administrator Reference Manual, "Configuration" of the Control Agent.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL834", "http-port-0", Severity.ERROR, "-", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Look at every listener."""
    for rest in context.rest:
        if rest.port == 0:
            yield RULE.finding(rest.port_at, f"{rest.port_key} 0: another free port at each start")
