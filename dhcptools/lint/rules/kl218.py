"""The addresses of a subnet are not for hosts.

## What it does
Compares the prefixes of subnets with those set aside: multicast, loopback, link-local, and class E.

## Why is this bad
Hosts refuse such an address, or cannot use it: nobody gets beyond the lease.

## Example
```json
"subnet": "224.0.0.0/24"
```

## Use instead
```json
"subnet": "192.0.2.0/24"
```

## Kea versions
Never noticed: it is allowed in every version.

## References
RFC 6890; RFC 5771; RFC 3927; RFC 1112 section 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.values import prefix
from dhcptools.lint.rule import Rule

RULE = Rule("KL218", "subnet-of-special-addresses", Severity.WARNING, "-")

_SPECIAL: Final = {
    4: (
        ("224.0.0.0/4", "multicast"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("240.0.0.0/4", "class E"),
    ),
    6: (("ff00::/8", "multicast"), ("::1/128", "loopback"), ("fe80::/10", "link-local")),
}


def check(context: Context) -> Iterator[Finding]:
    """Compare each subnet with each of them."""
    special = [(prefix(text, context.family), name) for text, name in _SPECIAL.get(context.family, ())]
    for subnet in context.subnets:
        own = subnet.prefix
        for area, name in special:
            if own is not None and area is not None and area.first <= own.first and own.last <= area.last:
                yield RULE.finding(subnet.at("subnet"), f"{own} is {name}")
