"""A peer has a user name and no password.

## What it does
Finds peers with `basic-auth-user` and without `basic-auth-password` and `basic-auth-password-file`.

## Why is this bad
The password is empty then: the partner lets anybody in who knows the name, or refuses this server.

## Example
```json
{ "name": "s2", "url": "https://192.0.2.2:8000/", "role": "standby", "basic-auth-user": "kea" }
```

## Use instead
```json
{ "name": "s2", "url": "https://192.0.2.2:8000/", "role": "standby", "basic-auth-user": "kea",
  "basic-auth-password-file": "/etc/kea/secrets/ha" }
```

## Kea versions
Never noticed, by `-t`, `-T` or at the start, in any version.

## References
Kea Administrator Reference Manual, "Load-Balancing Configuration" of the High Availability library.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL713", "ha-user-without-password", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look for the password of every user."""
    for relationship in context.relationships:
        for peer in relationship.peers:
            password = peer.text("basic-auth-password") or peer.text("basic-auth-password-file")
            if peer.text("basic-auth-user") and not password:
                yield RULE.finding(
                    peer.at("basic-auth-user"), "basic-auth-user without basic-auth-password: the password is empty"
                )
