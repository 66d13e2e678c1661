"""A TLS file of the control channel is not there.

## What it does
Asks the host for the files that `trust-anchor`, `cert-file` and `key-file` of the Control Agent and of control
sockets name, and for `password-file` and `user-file` of their clients when `directory` does not move them. Silent
when nothing is known of the host (`--host-facts`).

## Why is this bad
The daemon accepts the configuration and then does not start.

## Example
```json
"trust-anchor": "/nope/ca.pem", "cert-file": "/etc/kea/tls/cert.pem", "key-file": "/etc/kea/tls/key.pem"
```

## Use instead
```json
"trust-anchor": "/etc/kea/tls/ca.pem", "cert-file": "/etc/kea/tls/cert.pem", "key-file": "/etc/kea/tls/key.pem"
```

## Kea versions
Never noticed by `-t`, in any version.

## References
Kea Administrator Reference Manual, "Secure Connections (in Versions Prior to Kea 1.9.6)" and "TLS/HTTPS Support".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL835", "control-tls-file-missing", Severity.ERROR, "S", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Ask the host for each file."""
    for rest in context.rest:
        for path, at in rest.tls_files:
            if context.facts.exists(path) is False:
                yield RULE.finding(at, f"TLS file {path} does not exist")
        for client in rest.clients:
            for key in ("user-file", "password-file"):
                path = client.text(key) or ""
                if path.startswith("/") and context.facts.exists(path) is False:
                    yield RULE.finding(client.at(key), f"{key} {path} does not exist")
