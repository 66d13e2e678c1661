"""The suffix for names is no domain name.

## What it does
Reads `ddns-qualifying-suffix` of every scope, and `qualifying-suffix` of `dhcp-ddns`: labels of 1 to 63 letters,
digits, hyphens and underscores between dots, 253 octets at most.

## Why is this bad
Every name that is made with it is invalid: the server logs an error for each client and sends neither name nor
update.

## Example
```json
"ddns-qualifying-suffix": "exa mple..com"
```

## Use instead
```json
"ddns-qualifying-suffix": "example.com."
```

## Kea versions
Never noticed by `-t`, in any version.

## References
RFC 1035 section 2.3.1; RFC 1123 section 2.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.scope import Scope
from dhcptools.lint.rule import Rule

RULE = Rule("KL904", "ddns-suffix-no-name", Severity.ERROR, "-")

_LABEL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
_LONGEST: Final = 253


def check(context: Context) -> Iterator[Finding]:
    """Read the suffix of every scope."""
    places: list[tuple[Scope, str]] = [
        (scope, "ddns-qualifying-suffix") for scope in (context.top, *context.networks, *context.subnets)
    ]
    if context.ddns is not None:
        places.append((context.ddns, "qualifying-suffix"))
    for scope, key in places:
        suffix = scope.text(key)
        if suffix and not _is_name(suffix):
            yield RULE.finding(scope.at(key), f'"{suffix}" is not a domain name')


def _is_name(text: str) -> bool:
    name = text.removesuffix(".")
    return len(name) <= _LONGEST and all(_LABEL.fullmatch(label) for label in name.split("."))
