"""Authentication is configured and lets everybody in.

## What it does
Finds `authentication` of the Control Agent and of control sockets whose `clients` are missing or empty.

## Why is this bad
Kea asks for no password then. What looks like a locked door is open.

## Example
```json
"authentication": { "type": "basic", "realm": "kea", "clients": [ ] }
```

## Use instead
```json
"authentication": { "type": "basic", "realm": "kea",
  "clients": [ { "user-file": "admin", "password-file": "admin-password" } ] }
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

RULE = Rule("KL836", "authentication-without-clients", Severity.ERROR, "-", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Look at every listener."""
    for rest in context.rest:
        authentication = rest.authentication
        if authentication is not None and not rest.clients and authentication.text("clients") is None:
            at = authentication.at("clients")
            yield RULE.finding(at, "authentication with no clients = no authentication")
