"""D2 knows no domain.

## What it does
Looks for domains in `forward-ddns` and `reverse-ddns`.

## Why is this bad
D2 drops every request then, with a line in its log for each.

## Example
```json
"DhcpDdns": { "ip-address": "127.0.0.1", "port": 53001 }
```

## Use instead
```json
"DhcpDdns": {
  "ip-address": "127.0.0.1", "port": 53001,
  "forward-ddns": { "ddns-domains": [ { "name": "example.com.", "dns-servers": [ { "ip-address": "192.0.2.53" } ] } ] }
}
```

## Kea versions
Never noticed: it is allowed in every version.

## References
Kea Administrator Reference Manual, "Forward DDNS".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL911", "d2-without-domains", Severity.WARNING, "-", daemons=("DhcpDdns",))


def check(context: Context) -> Iterator[Finding]:
    """Count the domains."""
    if context.daemon is not None and not context.forward_domains and not context.reverse_domains:
        yield RULE.finding(context.top.node, "D2 has no domains: it drops every request")
