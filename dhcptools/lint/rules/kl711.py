"""TLS of High Availability is half configured.

## What it does
Finds peers that have one or two of `trust-anchor`, `cert-file` and `key-file`, their own and the relationship's taken
together.

## Why is this bad
The server does not start: it needs all three or none.

## Example
```json
"trust-anchor": "/etc/kea/tls/ca.pem"
```

## Use instead
```json
"trust-anchor": "/etc/kea/tls/ca.pem",
"cert-file": "/etc/kea/tls/cert.pem",
"key-file": "/etc/kea/tls/key.pem"
```

## Kea versions
`-t` loads no hooks and accepts it in every version; the server then stops with *cert-file parameter is missing or
empty: all or none of TLS parameters must be set*. `-T` (2.3.6 and later) refuses it.

## References
Kea Administrator Reference Manual, "HTTPS Support" of the High Availability library.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.highavailability import TLS_KEYS
from dhcptools.lint.rule import Rule

RULE = Rule("KL711", "ha-tls-incomplete", Severity.ERROR, "T")


def check(context: Context) -> Iterator[Finding]:
    """Count the files of every peer; one finding for those of the relationship."""
    told: set[int] = set()
    for relationship in context.relationships:
        for peer in relationship.peers:
            files = peer.tls_files
            if not files or len(files) == len(TLS_KEYS) or files[0].node.start in told:
                continue
            told.add(files[0].node.start)
            has = " and ".join(key for key in TLS_KEYS if peer.tls(key) is not None)
            lacks = " and ".join(key for key in TLS_KEYS if peer.tls(key) is None)
            yield RULE.finding(files[0].node, f"{has} without {lacks}: all three or none")
