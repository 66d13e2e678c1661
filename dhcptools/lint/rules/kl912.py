"""D2 takes requests from the network.

## What it does
Finds `ip-address` of D2 that is no loopback address.

## Why is this bad
Requests are UDP datagrams without any authentication. Whoever can reach the port may have any name in the zones of D2
added, changed and removed, signed with the keys of D2.

## Example
```json
"DhcpDdns": { "ip-address": "192.0.2.1", "port": 53001 }
```

## Use instead
```json
"DhcpDdns": { "ip-address": "127.0.0.1", "port": 53001 }
```

## Kea versions
Never noticed: it is allowed in every version. Kea 2.2 warns of it in its log at the start.

## References
Kea Administrator Reference Manual, "DHCP-DDNS Server Configuration"; "Kea Security".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.urls import is_address, is_loopback
from dhcptools.lint.rule import Rule

RULE = Rule("KL912", "d2-open-to-network", Severity.WARNING, "-", daemons=("DhcpDdns",))


def check(context: Context) -> Iterator[Finding]:
    """Look at the address."""
    address = context.top.text("ip-address")
    if address is not None and is_address(address) and not is_loopback(address):
        yield RULE.finding(
            context.top.at("ip-address"),
            f"D2 listens on {address}, not on loopback: who reaches it may change the zones",
        )
