"""Nothing tells which clients are in a subnet.

## What it does
Finds subnets with neither `interface` nor `relay`, of their own or of their shared network, that have no address of a
listed interface in them. It speaks only when the addresses of all listed interfaces are known: from the host
(`--host-facts`), from names such as `eth0/192.0.2.1`, or because it is `lo`. Servers that answer relayed clients only
(`"dhcp-socket-type": "udp"`), and those that listen on all interfaces, are left alone, as are DHCPv6 subnets with an
`interface-id`.

## Why is this bad
Clients on the link of the server are never given it. It still serves those whose relay has an address in it; then say
so with `relay`.

## Example
```json
"interfaces-config": { "interfaces": [ "eth0/192.0.2.1" ] },
"subnet4": [ { "id": 1, "subnet": "10.50.0.0/24" } ]
```

## Use instead
```json
"interfaces-config": { "interfaces": [ "eth0/192.0.2.1" ] },
"subnet4": [ { "id": 1, "subnet": "10.50.0.0/24", "relay": { "ip-addresses": [ "10.50.0.1" ] } } ]
```

## Kea versions
Never noticed, in any version.

## References
Kea Administrator Reference Manual, "How the DHCPv4 Server Selects a Subnet for the Client".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.values import address
from dhcptools.lint.rule import Rule

RULE = Rule("KL211", "subnet-never-selected", Severity.INFO, "-")


def check(context: Context) -> Iterator[Finding]:
    """Compare each subnet with the addresses that the server has."""
    known = _addresses(context)
    if not known:
        return
    for subnet in context.subnets:
        around = subnet.prefix
        if around is None or subnet.interface or subnet.relays or subnet.inherited("interface-id") is not None:
            continue
        if not any(around.first <= number <= around.last for number in known):
            lacks = 'no "interface", no "relay", no address in it on a listed interface'
            yield RULE.finding(subnet.at("subnet"), f"nothing selects subnet {subnet.label}: {lacks}")


def _addresses(context: Context) -> list[int] | None:
    """The addresses of the listed interfaces; None when those of one are not known."""
    interfaces = context.interfaces
    if interfaces is None or interfaces.text("dhcp-socket-type") == "udp":
        return None
    found: list[int] = []
    for name, _ in interfaces.texts("interfaces"):
        link, _, own = name.partition("/")
        texts = (own,) if own and context.family == 4 else context.facts.addresses_of(link)
        if texts is None and link == "lo":
            texts = ("127.0.0.1", "::1")
        if texts is None or link == "*":
            return None
        found += [number for number in (address(text, context.family) for text in texts) if number is not None]
    return found
