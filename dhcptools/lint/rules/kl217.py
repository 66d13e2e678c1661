"""Clients on the server's link are to be served through a UDP socket.

## What it does
Finds subnets and shared networks with an `interface` while `dhcp-socket-type` is udp.

## Why is this bad
A new client has no address yet, and the answer must go to its hardware address, which an ordinary UDP socket cannot
do. Such clients get no answer unless they ask for a broadcast one. A UDP socket is right where all clients are behind
relays.

## Example
```json
"interfaces-config": { "interfaces": [ "eth0" ], "dhcp-socket-type": "udp" },
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24", "interface": "eth0" } ]
```

## Use instead
```json
"interfaces-config": { "interfaces": [ "eth0" ], "dhcp-socket-type": "raw" },
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24", "interface": "eth0" } ]
```

## Kea versions
Never noticed: it is allowed in every version.

## References
Kea Administrator Reference Manual, "Interface Configuration"; RFC 2131 section 4.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL217", "udp-socket-with-direct-clients", Severity.WARNING, "-", daemons=("Dhcp4",))


def check(context: Context) -> Iterator[Finding]:
    """Look for subnets on a link of the server."""
    interfaces = context.interfaces
    if interfaces is None or interfaces.text("dhcp-socket-type") != "udp":
        return
    if any(scope.text("interface") for scope in (*context.networks, *context.subnets)):
        message = (
            "dhcp-socket-type udp with directly attached subnet (interface set): "
            "new clients have no address to be answered at; use raw"
        )
        yield RULE.finding(interfaces.at("dhcp-socket-type"), message)
