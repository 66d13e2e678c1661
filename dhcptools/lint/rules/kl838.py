"""Two daemons have the same control socket.

## What it does
Compares the `socket-name` of the daemons in `control-sockets` of the Control Agent.

## Why is this bad
Only one daemon can own the socket. Commands for the other reach the wrong one, which does what it is told:
`config-set` or `leases4-get` of the wrong family.

## Example
```json
"control-sockets": {
  "dhcp4": { "socket-type": "unix", "socket-name": "/run/kea/ctrl-socket" },
  "dhcp6": { "socket-type": "unix", "socket-name": "/run/kea/ctrl-socket" }
}
```

## Use instead
```json
"control-sockets": {
  "dhcp4": { "socket-type": "unix", "socket-name": "/run/kea/kea4-ctrl-socket" },
  "dhcp6": { "socket-type": "unix", "socket-name": "/run/kea/kea6-ctrl-socket" }
}
```

## Kea versions
Never noticed, in any version.

## References
Kea Administrator Reference Manual, "Configuration" of the Control Agent.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.scope import Map
from dhcptools.lint.model.services import ControlSocket
from dhcptools.lint.rule import Rule

RULE = Rule("KL838", "agent-same-socket-twice", Severity.ERROR, "-", daemons=("Control-agent",))


def check(context: Context) -> Iterator[Finding]:
    """Look each path up among those before it."""
    sockets = context.top.child("control-sockets", Map)
    seen: dict[str, str] = {}
    for key in () if sockets is None else sockets.entries:
        socket = None if sockets is None else sockets.child(key, ControlSocket)
        if socket is None or not socket.name:
            continue
        before = seen.setdefault(socket.name, key)
        if before != key:
            yield RULE.finding(socket.at("socket-name"), f"{before} and {key} use the same socket")
