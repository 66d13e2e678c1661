"""Passwords of the control channel go over plain http.

## What it does
Finds HTTP listeners with authentication and without TLS on another address than the loopback.

## Why is this bad
Basic authentication is not encrypted (base64 only). Who listens on the wire has the password with the first command.

## Example
```json
"Control-agent": { "http-host": "192.0.2.1", "http-port": 8000, "authentication": { ... } }
```

## Use instead
```json
"Control-agent": { "http-host": "192.0.2.1", "http-port": 8000, "authentication": { ... },
  "trust-anchor": "/etc/kea/tls/ca.pem", "cert-file": "/etc/kea/tls/cert.pem", "key-file": "/etc/kea/tls/key.pem" }
```

## Kea versions
Never noticed: it is allowed in every version. TLS exists since 1.9.6.

## References
RFC 7617 section 4; Kea Administrator Reference Manual, "TLS/HTTPS Support"; Stork's checker
agent_credentials_over_https.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.urls import is_loopback
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL839", "control-credentials-in-clear", Severity.WARNING, "-", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Look at every listener."""
    for rest in context.rest:
        if rest.clients and not rest.is_encrypted and not is_loopback(rest.host):
            yield RULE.finding(
                rest.host_at, "basic auth over http on a non-loopback address: who listens has the password; use https"
            )
