"""A reserved host name that DNS cannot hold.

## What it does
Finds host names of reservations with empty labels, labels of more than 63 octets, more than 253 octets in all, or
characters other than letters, digits, hyphens, underscores and dots.

## Why is this bad
Clients refuse or mangle such a name, and the update of DNS fails for it, each time the lease is renewed.

## Example
```json
"reservations": [ { "hw-address": "02:00:5e:00:53:01", "hostname": "foo..bar_ baz" } ]
```

## Use instead
```json
"reservations": [ { "hw-address": "02:00:5e:00:53:01", "hostname": "foo-bar-baz" } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
RFC 1035 section 2.3; RFC 1123 section 2.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL310", "hostname-invalid", Severity.ERROR, "-")

_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(?<!-)")
_MOST = 253


def check(context: Context) -> Iterator[Finding]:
    """Look at the name of every reservation."""
    for reservation in context.reservations:
        name = reservation.hostname
        if name and not is_domain_name(name):
            shown = name if len(name) <= _MOST else f"{name[:60]}…"
            yield RULE.finding(reservation.at("hostname"), f'hostname "{shown}" is not a DNS name')


def is_domain_name(name: str) -> bool:
    """Whether a name, with or without the dot at its end, is one that hosts can have."""
    labels = name.removesuffix(".").split(".")
    return len(name.removesuffix(".")) <= _MOST and all(_LABEL.fullmatch(label) for label in labels)
