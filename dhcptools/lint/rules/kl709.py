"""A TLS file of High Availability is not there.

## What it does
Asks the host for the files that `trust-anchor`, `cert-file`, `key-file` and `basic-auth-password-file` name, in
relationships and peers. Silent when nothing is known of the host (`--host-facts`).

## Why is this bad
The server does not start.

## Example
```json
"trust-anchor": "/etc/kea/tls/ca.pem",
"cert-file": "/etc/kea/tls/no-such.pem",
"key-file": "/etc/kea/tls/key.pem"
```

## Use instead
```json
"trust-anchor": "/etc/kea/tls/ca.pem",
"cert-file": "/etc/kea/tls/cert.pem",
"key-file": "/etc/kea/tls/key.pem"
```

## Kea versions
`-t` loads no hooks and accepts it in every version; the server then stops with *load of cert file … failed*. `-T`
(2.3.6 and later) refuses it.

## References
Kea Administrator Reference Manual, "HTTPS Support" of the High Availability library.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.highavailability import TLS_KEYS
from dhcptools.lint.rule import Rule

RULE = Rule("KL709", "ha-tls-file-missing", Severity.ERROR, "T")

_KEYS: Final = (*TLS_KEYS, "basic-auth-password-file")


def check(context: Context) -> Iterator[Finding]:
    """Ask the host for each file."""
    for relationship in context.relationships:
        for scope in (relationship, *relationship.peers):
            for key in _KEYS:
                path = scope.text(key)
                if path and context.facts.exists(path) is False:
                    yield RULE.finding(scope.at(key), f"{key} {path} does not exist")
