"""DDNS is configured and switched off.

## What it does
Finds `ddns-*` parameters that ask for something, in any scope, while `enable-updates` of `dhcp-ddns` is false or
missing. Without `dhcp-ddns` the parameters that make names, `ddns-qualifying-suffix`, `ddns-replace-client-name` and
`ddns-generated-prefix`, are left alone: Kea uses them for the names it sends to clients as well.

## Why is this bad
Nothing is sent to D2. `enable-updates` is the main switch, and its default is false.

## Example
```json
"ddns-send-updates": true,
"ddns-qualifying-suffix": "example.com."
```

## Use instead
```json
"dhcp-ddns": { "enable-updates": true },
"ddns-send-updates": true,
"ddns-qualifying-suffix": "example.com."
```

## Kea versions
Never noticed, in any version.

## References
Kea Administrator Reference Manual, "DDNS for DHCPv4".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL902", "ddns-parameters-unused", Severity.WARNING, "-")

_NAMES: Final = frozenset(("ddns-qualifying-suffix", "ddns-replace-client-name", "ddns-generated-prefix"))
_OFF: Final = (False, "", "never", None)


def check(context: Context) -> Iterator[Finding]:
    """Look for the first parameter in every scope; one finding a file."""
    ddns = context.ddns
    if ddns is not None and ddns.boolean("enable-updates") is True:
        return
    for scope in (context.top, *context.networks, *context.subnets):
        for key, entry in scope.entries.items():
            if not key.startswith("ddns-") or entry.node.value in _OFF or (ddns is None and key in _NAMES):
                continue
            message = "ddns-* parameters are set but dhcp-ddns.enable-updates is false"
            yield RULE.finding(entry, message)
            return
