"""The characters to be taken out of names are not a regular expression.

## What it does
Reads `hostname-char-set` as the POSIX extended regular expression that Kea makes of it.

## Why is this bad
The server accepts the configuration; then each packet with a name raises an error, and its client gets no name, or no
answer.

## Example
```json
"hostname-char-set": "[^A-Za-z0-9.-"
```

## Use instead
```json
"hostname-char-set": "[^A-Za-z0-9.-]"
```

## Kea versions
Never noticed by `-t` at global scope, in any version; refused in a subnet.

## References
Kea Administrator Reference Manual, "Sanitizing Client Host Name and FQDN Names"; IEEE 1003.1, "Extended Regular
Expressions".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.scope import Scope
from dhcptools.lint.model.subnets import Subnet
from dhcptools.lint.posixregex import fault
from dhcptools.lint.rule import Rule

RULE = Rule("KL906", "hostname-char-set-invalid", Severity.ERROR, "-")


def check(context: Context) -> Iterator[Finding]:
    """Read the expression of every scope, and the old one of ``dhcp-ddns``."""
    scopes: list[Scope] = [context.top, *context.networks, *context.subnets]
    if context.ddns is not None:
        scopes.append(context.ddns)
    for scope in scopes:
        text = scope.text("hostname-char-set")
        why = None if text is None else fault(text)
        if why is not None:
            at = scope.at("hostname-char-set")
            message = f'hostname-char-set "{text}" is not a valid regular expression: {why}'
            kea = f"subnet configuration failed: hostname-char-set '{text}' is not a valid regular expression"
            yield RULE.finding(at, message, kea=kea if isinstance(scope, Subnet) else "")
