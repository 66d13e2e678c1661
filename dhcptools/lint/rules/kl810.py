"""The path of a control socket is too long.

## What it does
Counts the octets of `socket-name` of unix sockets, in servers and in the Control Agent.

## Why is this bad
A unix socket has room for 107 octets of path. The server accepts the configuration and then does not start.

## Example
```json
"control-socket": { "socket-type": "unix", "socket-name": "/run/kea/a-very-long-name…/kea4-ctrl-socket" }
```

## Use instead
```json
"control-socket": { "socket-type": "unix", "socket-name": "/run/kea/kea4-ctrl-socket" }
```

## Kea versions
Never noticed by `-t`, in any version.

## References
unix(7), `sun_path`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL810", "socket-path-too-long", Severity.ERROR, "S", daemons=EVERY)

_LIMIT: Final = 107  # sizeof(sun_path) less the zero at its end


def check(context: Context) -> Iterator[Finding]:
    """Count the octets of each path."""
    for socket in context.control_sockets:
        size = len((socket.name or "").encode("utf-8", "surrogateescape"))
        if size > _LIMIT and socket.type not in {"http", "https"}:
            yield RULE.finding(socket.at("socket-name"), f"socket path has {size} bytes; the limit is {_LIMIT}")
