"""A domain name that is too long.

## What it does
Finds `domain-name` values of more than 253 octets.

## Why is this bad
A DNS name has at most 253. Kea splits the value over two options, and clients find no such domain.

## Example
```json
"option-data": [ { "name": "domain-name", "data": "a-very-long-name...(300 octets)" } ]
```

## Use instead
```json
"option-data": [ { "name": "domain-name", "data": "example.com" } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
RFC 1035 section 2.3.4; RFC 2132 section 3.17.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL416", "domain-name-too-long", Severity.ERROR, "-", daemons=("Dhcp4",))

_DOMAIN_NAME = 15
_MOST = 253


def check(context: Context) -> Iterator[Finding]:
    """Look at every option 15."""
    for option in context.options:
        if option.space != "dhcp4" or option.csv_format is False or context.definitions.code(option) != _DOMAIN_NAME:
            continue
        octets = len((option.data or "").encode("utf-8", "surrogateescape"))
        if octets > _MOST:
            yield RULE.finding(option.spot, f"domain-name value has {octets} bytes (a DNS name has at most {_MOST})")
