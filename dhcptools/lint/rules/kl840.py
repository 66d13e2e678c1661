"""A password is one of the manual's examples.

## What it does
Compares the passwords of databases, of clients of the control channel and of HA peers with `1234`, which stands in
the examples of the Kea manual.

## Why is this bad
It is the first that anybody tries.

## Example
```json
"lease-database": { "type": "mysql", "name": "kea", "user": "kea", "password": "1234" }
```

## Use instead
```json
"lease-database": { "type": "mysql", "name": "kea", "user": "kea", "password": "<one of your own>" }
```

## Kea versions
Accepted before 3.0, and a warning here for those targets. Refused since with *illegal use of a default value for
password*.

## References
Kea Administrator Reference Manual, "Kea Security".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL840", "default-password", Severity.ERROR, "v", daemons=EVERY)

REFUSAL: Final = "illegal use of a default value for password"
_DEFAULTS: Final = frozenset(("1234",))


def check(context: Context) -> Iterator[Finding]:
    """Look at every password."""
    refused = context.target >= (3, 0, 0)
    for secret in context.secrets:
        if secret.text in _DEFAULTS:
            message = f'password is a documented default ("{secret.text}": refused since 3.0)'
            found = RULE.finding(secret.node, message, kea=REFUSAL if refused else "")
            yield found if refused else found._replace(severity=Severity.WARNING)
