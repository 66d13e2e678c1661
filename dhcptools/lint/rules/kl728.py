"""High Availability and a control socket of the same server want the same port.

## What it does
Compares the addresses and ports of control sockets of type http and https with the url of the server itself in its HA
relationships, where the dedicated listener is on.

## Why is this bad
Whoever starts second does not get the port: the server opens it for its control socket and then fails to for its
partner, or answers the partner as it would anybody else.

## Example
```json
"control-sockets": [ { "socket-type": "http", "socket-address": "192.0.2.1", "socket-port": 8000 } ],
"hooks-libraries": [ { "library": "libdhcp_ha.so", "parameters": { "high-availability": [ {
  "this-server-name": "s1", "peers": [ { "name": "s1", "url": "http://192.0.2.1:8000/", ... }, ... ] } ] } } ]
```

## Use instead
```json
"control-sockets": [ { "socket-type": "http", "socket-address": "192.0.2.1", "socket-port": 8000 } ],
"hooks-libraries": [ { "library": "libdhcp_ha.so", "parameters": { "high-availability": [ {
  "this-server-name": "s1", "peers": [ { "name": "s1", "url": "http://192.0.2.1:8005/", ... }, ... ] } ] } } ]
```

## Kea versions
Never noticed by `-t`. Control sockets of type http exist since 2.7.2; the Control Agent's port is compared by KL957.

## References
Kea Administrator Reference Manual, "HTTP/HTTPS Control Socket"; "Multi-Threaded Configuration (HA+MT)".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.urls import canonical, is_wildcard
from dhcptools.lint.rule import Rule

RULE = Rule("KL728", "ha-listener-is-control-socket", Severity.ERROR, "-")


def check(context: Context) -> Iterator[Finding]:
    """Compare every control socket with every listener of HA."""
    for relationship in context.relationships:
        peer = relationship.this_server
        url = None if peer is None else peer.address
        if url is None or not relationship.dedicated_listener(context.target):
            continue
        for rest in context.rest:
            if rest.port == url.port and (is_wildcard(rest.host) or canonical(rest.host) == url.place[0]):
                message = f"control socket {rest.host}:{rest.port} is also the HA dedicated listener"
                yield RULE.finding(rest.port_at, message)
