"""High Availability runs without a control socket.

## What it does
Looks for `control-socket` or `control-sockets` in a server that loads `libdhcp_ha.so`.

## Why is this bad
Nobody can ask the server for `ha-heartbeat` or `status-get`, put it into maintenance, or send it a lease command: the
Control Agent and operators reach it through that socket. Only the partner does, and only when the dedicated listener
is on.

## Example
```json
"Dhcp4": {
  "hooks-libraries": [ { "library": "libdhcp_ha.so", "parameters": { ... } } ]
}
```

## Use instead
```json
"Dhcp4": {
  "control-socket": { "socket-type": "unix", "socket-name": "/run/kea/kea4-ctrl-socket" },
  "hooks-libraries": [ { "library": "libdhcp_ha.so", "parameters": { ... } } ]
}
```

Kea 3.3 has `control-sockets`, a list, only.

## Kea versions
Never noticed by `-t`. Before 2.3.7 the dedicated listener is off by default, so that the partner does not get through
either.

## References
Kea Administrator Reference Manual, "Management API for the DHCPv4 Server"; "Multi-Threaded Configuration (HA+MT)".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL702", "ha-without-control-socket", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look for a socket wherever HA is loaded."""
    hook = context.hook("libdhcp_ha.so")
    if hook is not None and not context.control_sockets:
        message = "HA without a control socket: no ha-* / lease commands except through the dedicated listener"
        yield RULE.finding(hook.at("library"), message)
