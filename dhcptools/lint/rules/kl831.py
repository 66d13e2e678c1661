"""Everybody may command the server.

## What it does
Finds HTTP listeners, the Control Agent and control sockets of type http, on the address of every interface (0.0.0.0
or ::) with neither authentication nor TLS.

## Why is this bad
Whoever reaches the port may read and change the configuration, delete leases and stop the service. The port is open
on every network that the host is in.

## Example
```json
"Control-agent": { "http-host": "0.0.0.0", "http-port": 8000 }
```

## Use instead
```json
"Control-agent": { "http-host": "127.0.0.1", "http-port": 8000 }
```

Or keep the address and add `trust-anchor`, `cert-file`, `key-file` and `authentication`.

## Kea versions
Never noticed: it is allowed in every version.

## References
Kea Administrator Reference Manual, "Kea Security"; Kea Management API.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.urls import is_wildcard
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL831", "control-open-to-all", Severity.ERROR, "-", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Look at every listener."""
    for rest in context.rest:
        if is_wildcard(rest.host) and not rest.clients and not rest.is_encrypted:
            yield RULE.finding(rest.host_at, f"REST API on {rest.host} without authentication and TLS")
