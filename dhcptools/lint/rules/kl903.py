"""Requests for updates of DNS go over the network in clear.

## What it does
Finds `server-ip` of `dhcp-ddns` that is no loopback address, with updates enabled.

## Why is this bad
The requests of the DHCP server to D2 (NCRs) are UDP datagrams without any authentication. Who can send to D2 may have
names added and removed; who listens sees all of them.

## Example
```json
"dhcp-ddns": { "enable-updates": true, "server-ip": "192.0.2.53" }
```

## Use instead
```json
"dhcp-ddns": { "enable-updates": true, "server-ip": "127.0.0.1" }
```

Run D2 on the host of the DHCP server; from D2 to the DNS servers TSIG keeps them safe.

## Kea versions
Never noticed: it is allowed in every version.

## References
Kea Administrator Reference Manual, "Connectivity to the DHCP-DDNS Server"; "Kea Security".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.urls import is_address, is_loopback
from dhcptools.lint.rule import Rule

RULE = Rule("KL903", "ddns-requests-leave-host", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at the address of D2."""
    ddns = context.ddns
    if ddns is None or ddns.boolean("enable-updates") is not True:
        return
    address = ddns.text("server-ip")
    if address is not None and is_address(address) and not is_loopback(address):
        yield RULE.finding(ddns.at("server-ip"), f"NCRs go unauthenticated over UDP to {address}")
