"""A reservation uses a keyword of the other family.

## What it does
Finds `ip-address` in reservations of DHCPv6, and `ip-addresses` or `prefixes` in those of DHCPv4.

## Why is this bad
A DHCPv4 client gets one address, a DHCPv6 client may get several. Kea does not start.

## Example
```json
"reservations": [ { "duid": "01:02:03:04", "ip-address": "2001:db8::5" } ]
```

## Use instead
```json
"reservations": [ { "duid": "01:02:03:04", "ip-addresses": [ "2001:db8::5" ] } ]
```

## Kea versions
Refused by `-t` in every version. The fix is safe.

## References
Kea Administrator Reference Manual, "Host Reservations in DHCPv6".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.kea.syntax import Fault
from dhcptools.lint.context import Context
from dhcptools.lint.edits import rename_key, replace_value, wrap_in_list
from dhcptools.lint.finding import Finding, Fix, Place, Severity
from dhcptools.lint.rule import Rule

_OTHER: Final = {
    (6, "ip-address"): "ip-addresses",
    (4, "ip-addresses"): "ip-address",
    (4, "prefixes"): "",
    (6, "next-server"): "",
    (6, "server-hostname"): "",
    (6, "boot-file-name"): "",
    (6, "client-id"): "",
    (6, "circuit-id"): "",
}

RULE = Rule("KL115", "key-of-other-family", Severity.ERROR, "t", fixable=True)


def check(context: Context) -> Iterator[Finding]:
    """Pass on what the grammar refuses, when the other family takes it."""
    for fault in context.faults("unknown", "misplaced"):
        instead = foreign_key(fault)
        if instead is None or fault.entry is None or fault.node is None:
            continue
        other = 10 - context.family
        shown = f'"{instead}": [ ... ]' if instead.endswith("s") else f'"{instead}"'
        verb = f"DHCPv{context.family} uses {shown}" if instead else f"DHCPv{context.family} has no such thing"
        message = f'"{fault.name}" is a DHCPv{other} reservation key; {verb}'
        kea = f"{fault.source.position(fault.start)}: {fault.text}"
        yield RULE.finding(Place(fault.source, fault.start, fault.stop), message, mended(fault, instead), kea)


def foreign_key(fault: Fault) -> str | None:
    """What this family writes instead, empty for nothing; None when it is no keyword of the other family's."""
    if fault.spec is None or fault.spec.name != "reservations":
        return None
    family = 4 if "ip-address" in fault.spec.all else 6
    return _OTHER.get((family, fault.name))


def mended(fault: Fault, instead: str) -> Fix | None:
    """The keyword of this family with the same address."""
    entry, container = fault.entry, fault.node
    if not instead or entry is None or container is None:
        return None
    if not isinstance(container.value, dict) or instead in container.value:
        return None
    if instead == "ip-addresses":
        return Fix(f'write "{instead}"', (rename_key(entry, instead), *wrap_in_list(entry.node)))
    members = entry.node.value
    if not isinstance(members, list) or len(members) != 1 or members[0].source is not entry.source:
        return None
    data = entry.source.data[members[0].start : members[0].stop]
    return Fix(f'write "{instead}"', (rename_key(entry, instead), replace_value(entry.node, data)))
