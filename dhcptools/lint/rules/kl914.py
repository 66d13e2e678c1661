"""A reverse domain is not one.

## What it does
Looks whether the names of `reverse-ddns` are under `in-addr.arpa` or `ip6.arpa`.

## Why is this bad
The names of addresses, for which D2 searches there, all are; this domain is never used, and addresses get no names.

## Example
```json
"reverse-ddns": { "ddns-domains": [ { "name": "example.org." } ] }
```

## Use instead
```json
"reverse-ddns": { "ddns-domains": [ { "name": "2.0.192.in-addr.arpa." } ] }
```

## Kea versions
Never noticed, in any version.

## References
RFC 1035 section 3.5; RFC 3596 section 2.5.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL914", "d2-reverse-domain", Severity.ERROR, "-", daemons=("DhcpDdns",))

_ENDS: Final = ("in-addr.arpa", "ip6.arpa")


def check(context: Context) -> Iterator[Finding]:
    """Look at the end of each name."""
    for domain in context.reverse_domains:
        name = domain.name.lower().removesuffix(".")
        if name and name != "*" and not any(name == end or name.endswith("." + end) for end in _ENDS):
            message = f'reverse domain "{domain.name}" is not under in-addr.arpa or ip6.arpa'
            yield RULE.finding(domain.at("name"), message)
