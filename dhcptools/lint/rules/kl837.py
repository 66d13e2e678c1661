"""A user of the control channel has no password.

## What it does
Finds clients of `authentication` that have a `user` or `user-file` and neither `password` nor `password-file`.

## Why is this bad
The password is empty: the name, which is no secret, is enough to get in.

## Example
```json
"clients": [ { "user": "admin" } ]
```

## Use instead
```json
"clients": [ { "user": "admin", "password-file": "admin-password" } ]
```

## Kea versions
Never noticed: it is allowed in every version.

## References
Kea Administrator Reference Manual, "Configuration" of the Control Agent.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL837", "user-without-password", Severity.WARNING, "-", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Look at every client."""
    for rest in context.rest:
        for client in rest.clients:
            key = "user" if "user" in client.entries else "user-file"
            user = client.text(key)
            if user is not None and not client.text("password") and not client.text("password-file"):
                yield RULE.finding(client.at(key), f'user "{user}" has no password: the name is enough to get in')
