"""A control socket is outside of the directory that Kea may use.

## What it does
Finds paths of unix control sockets in other directories than /run/kea.

## Why is this bad
Anybody may create files in /tmp, and who owns the socket controls the server: since CVE-2025-32801 Kea opens sockets
in its own directory only, and does not start with another.

## Example
```json
"control-socket": { "socket-type": "unix", "socket-name": "/tmp/kea4-ctrl-socket" }
```

## Use instead
```json
"control-socket": { "socket-type": "unix", "socket-name": "/run/kea/kea4-ctrl-socket" }
```

## Kea versions
Refused since 2.6.3 and 2.7.9; `-t` of 2.6.3 does not notice, that of 3.0 does. 3.0 lifts it with `-X`. The fix is not
safe: whoever connects to the socket must be told.

## References
CVE-2025-32801. Kea Administrator Reference Manual, "UNIX Control Socket".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.edits import quoted, replace_value
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.rule import EVERY, Rule
from dhcptools.lint.rules.kl118 import confined

_FOLDERS: Final = frozenset(("/run/kea", "/var/run/kea"))

RULE = Rule("KL119", "socket-path", Severity.ERROR, "v", fixable=True, daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Look at the directory of every path."""
    if not confined(context.target):
        return
    for socket in context.control_sockets:
        path = socket.name
        if path is None or socket.type not in {None, "unix"} or not path.startswith("/"):
            continue
        folder, _, name = path.rpartition("/")
        if folder not in _FOLDERS:
            message = f"socket path {path} refused since 2.6.3/2.7.9: must be under /run/kea (2.6.3 -t does not notice)"
            edit = replace_value(socket.at("socket-name"), quoted(f"/run/kea/{name}"))
            fix = Fix(f"write /run/kea/{name}", (edit,), safe=False) if name else None
            yield RULE.finding(socket.at("socket-name"), message, fix)
