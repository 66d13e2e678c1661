"""An interface, or its address, does not exist on this host.

## What it does
Asks the host for the interfaces of `interfaces-config`, with their addresses, and those of subnets and shared
networks. Silent when nothing is known of the host (`--host-facts`).

## Why is this bad
Kea does not start.

## Example
```json
"interfaces-config": { "interfaces": [ "nope0" ] }
```

## What to do
Write the name that `ip link` shows. Names may change with the hardware and the version of the system.

## Kea versions
Refused by `-t` in every version, on the host it runs on: *interface 'nope0' doesn't exist in the system*.

## References
Kea Administrator Reference Manual, "Interface Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.values import address
from dhcptools.lint.rule import Rule

RULE = Rule("KL232", "interface-missing", Severity.ERROR, "th")


def check(context: Context) -> Iterator[Finding]:
    """Ask the host for each interface."""
    known = context.facts.interfaces
    if known is None:
        return
    listed = [] if context.interfaces is None else context.interfaces.texts("interfaces")
    for text, node in listed:
        name, _, host = (part.strip() for part in text.partition("/"))
        addresses = context.facts.addresses_of(name)
        if name and name != "*" and name not in known:
            kea = f"Failed to select interface: interface '{name}' doesn't exist in the system ({node.position})"
            yield RULE.finding(node, f"interface {name} does not exist on this host", kea=kea)
        elif (
            host and addresses is not None and address(host, context.family) not in _numbers(addresses, context.family)
        ):
            kea = f"Failed to select interface: interface '{name}' doesn't have address '{host}' assigned"
            message = f"interface {name} does not have address {host} on this host"
            yield RULE.finding(node, message, kea=f"{kea} ({node.position})")
    for scope in (*context.networks, *context.subnets):
        own = scope.text("interface")
        if own and own not in known:
            place = scope.at("interface")
            kea = (
                f"subnet configuration failed: Specified network interface name {own} for subnet {scope.label} is not "
                f"present in the system ({place.position})"
            )
            yield RULE.finding(place, f"interface {own} does not exist on this host", kea=kea)


def _numbers(addresses: Sequence[str], family: int) -> set[int | None]:
    return {address(each, family) for each in addresses}
