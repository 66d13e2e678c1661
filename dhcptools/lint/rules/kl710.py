"""A peer has an https url, and TLS is not configured.

## What it does
Finds peers with an `https` url that have no `trust-anchor`, `cert-file` and `key-file`, of their own or of the
relationship.

## Why is this bad
The server does not start: without a certificate it can neither offer nor check one.

## Example
```json
"peers": [ { "name": "s1", "url": "https://192.0.2.1:8000/", "role": "primary" }, ... ]
```

## Use instead
```json
"trust-anchor": "/etc/kea/tls/ca.pem",
"cert-file": "/etc/kea/tls/cert.pem",
"key-file": "/etc/kea/tls/key.pem",
"peers": [ { "name": "s1", "url": "https://192.0.2.1:8000/", "role": "primary" }, ... ]
```

## Kea versions
`-t` loads no hooks and accepts it in every version; the server then stops with *https scheme is not supported for
peer 's1' where TLS is disabled*. `-T` (2.3.6 and later) refuses it.

## References
Kea Administrator Reference Manual, "HTTPS Support" of the High Availability library.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL710", "ha-https-without-tls", Severity.ERROR, "T")


def check(context: Context) -> Iterator[Finding]:
    """Look for the files of every https peer."""
    for relationship in context.relationships:
        for peer in relationship.peers:
            url = peer.address
            if url is not None and url.scheme == "https" and not peer.tls_files:
                message = f"https url of peer {peer.label} without trust-anchor, cert-file and key-file"
                yield RULE.finding(peer.at("url"), message)
