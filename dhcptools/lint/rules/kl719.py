"""A peer's url says http though TLS is on.

## What it does
Finds peers with all three TLS files, their own or the relationship's, and an `http` url.

## Why is this bad
The files decide, not the url: Kea speaks TLS. Who reads the file, a firewall rule or a monitoring check made from it,
goes wrong. The TLS template of the Kea manual is written that way.

## Example
```json
"trust-anchor": "/etc/kea/tls/ca.pem", "cert-file": "/etc/kea/tls/cert.pem", "key-file": "/etc/kea/tls/key.pem",
"peers": [ { "name": "s1", "url": "http://192.0.2.1:8005/", "role": "primary" }, ... ]
```

## Use instead
```json
"trust-anchor": "/etc/kea/tls/ca.pem", "cert-file": "/etc/kea/tls/cert.pem", "key-file": "/etc/kea/tls/key.pem",
"peers": [ { "name": "s1", "url": "https://192.0.2.1:8005/", "role": "primary" }, ... ]
```

## Kea versions
Never noticed, by `-t`, `-T` or at the start, in any version. The fix is safe.

## References
Kea Administrator Reference Manual, "HTTPS Support" of the High Availability library; "Template: Secure High
Availability Kea DHCP with Multi-Threading".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.edits import quoted, replace_value
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.model.highavailability import TLS_KEYS
from dhcptools.lint.rule import Rule

RULE = Rule("KL719", "ha-tls-with-http-url", Severity.INFO, "-", fixable=True)


def check(context: Context) -> Iterator[Finding]:
    """Look at the url of every peer with TLS files."""
    for relationship in context.relationships:
        for peer in relationship.peers:
            url = peer.address
            if (
                peer.url is not None
                and url is not None
                and url.scheme == "http"
                and len(peer.tls_files) == len(TLS_KEYS)
            ):
                at = peer.at("url")
                https = "https" + peer.url[len("http") :]
                fix = Fix(f"write {https}", (replace_value(at, quoted(https)),))
                message = "TLS is on (trust-anchor set) though the peer url says http://; write https://"
                yield RULE.finding(at, message, fix)
