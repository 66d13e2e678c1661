"""The Control Agent can reach no daemon.

## What it does
Looks for `dhcp4`, `dhcp6` or `d2` in `control-sockets` of the Control Agent.

## Why is this bad
The agent forwards commands; without a socket to forward them to it answers each with an error.

## Example
```json
"Control-agent": { "http-host": "127.0.0.1", "http-port": 8000 }
```

## Use instead
```json
"Control-agent": {
  "http-host": "127.0.0.1", "http-port": 8000,
  "control-sockets": { "dhcp4": { "socket-type": "unix", "socket-name": "/run/kea/kea4-ctrl-socket" } }
}
```

## Kea versions
Never noticed: it is allowed in every version.

## References
Kea Administrator Reference Manual, "The Kea Control Agent"; Stork's checker ca_control_sockets.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL832", "agent-without-daemons", Severity.WARNING, "-", daemons=("Control-agent",))


def check(context: Context) -> Iterator[Finding]:
    """Look for a socket of any daemon."""
    if context.daemon is not None and not context.control_sockets:
        yield RULE.finding(context.top.at("control-sockets"), "control agent has no control-sockets")
