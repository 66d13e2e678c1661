"""Names are to be updated in DNS and no suffix is configured.

## What it does
Finds servers with `enable-updates` where subnets have no `ddns-qualifying-suffix`, of their own, of their shared
network or global. Subnets with `"ddns-send-updates": false` are left alone.

## Why is this bad
Most clients send a name of one label, `pc7`. Without a suffix it becomes `pc7.`, for which D2 has no domain, and the
update is dropped.

## Example
```json
"dhcp-ddns": { "enable-updates": true }
```

## Use instead
```json
"dhcp-ddns": { "enable-updates": true },
"ddns-qualifying-suffix": "example.com."
```

## Kea versions
Never noticed, in any version. Before 2.6.0 the suffix may stand in `dhcp-ddns` as well.

## References
Kea Administrator Reference Manual, "DHCPv4 Name Generation for DDNS Update Requests".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.scope import Scope
from dhcptools.lint.rule import Rule

RULE = Rule("KL901", "ddns-without-suffix", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Ask every subnet for its suffix."""
    ddns = context.ddns
    if ddns is None or ddns.boolean("enable-updates") is not True or ddns.text("qualifying-suffix"):
        return
    scopes: list[Scope] = [each for each in context.subnets if each.inherited_boolean("ddns-send-updates", True)]
    if not context.subnets:
        scopes = [context.top]
    lacking = [scope for scope in scopes if not scope.inherited_text("ddns-qualifying-suffix")]
    message = "updates enabled without ddns-qualifying-suffix: short names are not updated"
    if len(lacking) == len(scopes):
        if scopes:
            yield RULE.finding(ddns.at("enable-updates"), message)
        return
    for scope in lacking:
        yield RULE.finding(scope.at("subnet"), f"subnet {scope.label}: {message}")
