"""The Control Agent looks for a socket that the server does not open.

## What it does
Compares the `control-sockets` of the Control Agent with the control sockets of the servers and of D2 in the same run.

## Why is this bad
Every command for that daemon fails with *unable to forward command … No such file or directory*.

## Example
```json
// kea-ctrl-agent.conf
"control-sockets": { "dhcp4": { "socket-type": "unix", "socket-name": "/run/kea/dhcp4" } }
// kea-dhcp4.conf
"control-socket": { "socket-type": "unix", "socket-name": "/run/kea/kea4-ctrl-socket" }
```

## Use instead
```json
// kea-ctrl-agent.conf
"control-sockets": { "dhcp4": { "socket-type": "unix", "socket-name": "/run/kea/kea4-ctrl-socket" } }
```

## Kea versions
Never noticed: no version of Kea compares the files of two daemons.

## References
Kea Administrator Reference Manual, "Configuration" of the Control Agent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.scope import Map
from dhcptools.lint.model.services import ControlSocket
from dhcptools.lint.partners import of_daemon
from dhcptools.lint.paths import SOCKETS, placed
from dhcptools.lint.rule import Rule

RULE = Rule("KL958", "agent-socket-differs", Severity.ERROR, "m", across=True)

_DAEMONS: Final = {
    "dhcp4": ("Dhcp4", "kea-dhcp4"),
    "dhcp6": ("Dhcp6", "kea-dhcp6"),
    "d2": ("DhcpDdns", "kea-dhcp-ddns"),
}


def check_files(contexts: Sequence[Context]) -> Iterator[Finding]:
    """Look every socket of every agent up among those that are opened."""
    for agent in of_daemon(contexts, "Control-agent"):
        sockets = agent.top.child("control-sockets", Map)
        if sockets is None:
            continue
        for key, (daemon, program) in _DAEMONS.items():
            wanted = sockets.child(key, ControlSocket)
            opened = [name for server in of_daemon(contexts, daemon) for name in _opened(server)]
            if wanted is not None and wanted.name and opened and placed(wanted.name, SOCKETS) not in opened:
                message = f"Control Agent looks for {wanted.name}, {program} opens {' and '.join(opened)}"
                yield RULE.finding(wanted.at("socket-name"), message)


def _opened(server: Context) -> Iterator[str]:
    for socket in server.control_sockets:
        if socket.name and socket.type not in {"http", "https"}:
            yield placed(socket.name, SOCKETS)
