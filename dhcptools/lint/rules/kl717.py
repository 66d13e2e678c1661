"""Credentials of High Availability go over plain http.

## What it does
Finds peers with `basic-auth-user` that are reached by http without TLS, and not on this very host.

## Why is this bad
Basic authentication is not encrypted (base64 only). Who listens on the wire between the servers has the password with
the first heartbeat, and with it may delete leases and stop the service.

## Example
```json
{ "name": "s2", "url": "http://192.0.2.2:8000/", "role": "standby",
  "basic-auth-user": "kea", "basic-auth-password-file": "/etc/kea/secrets/ha" }
```

## Use instead
```json
{ "name": "s2", "url": "https://192.0.2.2:8000/", "role": "standby",
  "basic-auth-user": "kea", "basic-auth-password-file": "/etc/kea/secrets/ha",
  "trust-anchor": "/etc/kea/tls/ca.pem", "cert-file": "/etc/kea/tls/cert.pem", "key-file": "/etc/kea/tls/key.pem" }
```

## Kea versions
Never noticed, by `-t`, `-T` or at the start, in any version. TLS exists since 1.9.6.

## References
RFC 7617 section 4; Kea Administrator Reference Manual, "HTTPS Support" of the High Availability library.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL717", "ha-credentials-in-clear", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at the url of every peer with a user."""
    for relationship in context.relationships:
        for peer in relationship.peers:
            url = peer.address
            if url is None or url.scheme == "https" or url.is_loopback or peer.tls_files:
                continue
            if peer.text("basic-auth-user"):
                yield RULE.finding(
                    peer.at("basic-auth-user"), "HA credentials over plain http: write https, with certificates"
                )
