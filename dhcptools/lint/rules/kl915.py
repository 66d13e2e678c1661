"""A TSIG key uses MD5.

## What it does
Finds keys with algorithm HMAC-MD5.

## Why is this bad
MD5 is broken; for HMAC no forgery is known yet, but the algorithm is no longer to be used, and DNS servers begin to
refuse it.

## Example
```json
"tsig-keys": [ { "name": "k", "algorithm": "HMAC-MD5", "secret": "…" } ]
```

## Use instead
```json
"tsig-keys": [ { "name": "k", "algorithm": "HMAC-SHA256", "secret": "…" } ]
```

The DNS server needs the same algorithm, and a new secret.

## Kea versions
Never noticed: it is allowed in every version.

## References
RFC 8945 section 6 (MUST NOT be used); RFC 6151.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL915", "tsig-md5", Severity.WARNING, "-", daemons=("DhcpDdns",))


def check(context: Context) -> Iterator[Finding]:
    """Look at each key."""
    for key in context.tsig_keys:
        if (key.algorithm or "").upper() == "HMAC-MD5":
            yield RULE.finding(key.at("algorithm"), "HMAC-MD5 (use HMAC-SHA256)")
