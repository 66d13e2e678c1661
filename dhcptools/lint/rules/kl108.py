"""A subnet has no id.

## What it does
Finds subnets without `id` when the target is 2.6 or newer.

## Why is this bad
Leases are stored under the id of their subnet. Up to 2.4 Kea counted the subnets of the file to make ids, so that a
subnet inserted or moved gave all behind it another id, and their leases to other subnets. Since 2.6 it does not start.

## Example
```json
"subnet4": [ { "subnet": "192.168.1.0/24" } ]
```

## Use instead
```json
"subnet4": [ { "id": 1, "subnet": "192.168.1.0/24" } ]
```

## Kea versions
Deprecated in 2.4.0, refused by `-t` since 2.6.0: `missing parameter 'id'`. The fix writes the ids that Kea 2.2 gives,
so that leases keep their subnets; it is safe.

## References
Kea Administrator Reference Manual, "IPv4 Subnet Identifier".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.edits import add_member
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.model.subnets import Subnet
from dhcptools.lint.rule import Rule

RULE = Rule("KL108", "subnet-without-id", Severity.ERROR, "v", fixable=True)


def check(context: Context) -> Iterator[Finding]:
    """Look at every subnet; the ids of the fixes are those that Kea 2.2 would give."""
    if context.target < (2, 6, 0):
        return
    taken = {subnet.id for subnet in context.subnets}
    following = 1
    for subnet in in_kea_s_order(context):
        if "id" in subnet.entries:
            continue
        while following in taken:
            following += 1
        taken.add(following)
        edit = add_member(subnet.node, "id", str(following).encode())
        fix = None if edit is None else Fix(f'add "id": {following}', (edit,))
        message = f'subnet {subnet.label} has no "id" (mandatory since 2.6.0; auto-ids renumber when subnets move)'
        yield RULE.finding(subnet.node, message, fix, f"missing parameter 'id' ({subnet.node.position})")


def in_kea_s_order(context: Context) -> Iterator[Subnet]:
    """Subnets in the order in which Kea reads them: those of shared networks first."""
    for network in context.networks:
        yield from network.subnets
    for subnet in context.subnets:
        if subnet.network is None:
            yield subnet
