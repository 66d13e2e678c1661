"""A shared network has no subnets.

## What it does
Finds shared networks without `subnet4` or `subnet6`, or with an empty one.

## Why is this bad
It serves nobody. It was left over, or its subnets were written outside of it.

## Example
```json
"shared-networks": [ { "name": "n1", "subnet4": [ ] } ]
```

## What to do
Remove it, or move the subnets into it.

## Kea versions
Never noticed: it is allowed in every version. The fix removes it, and is safe.

## References
Stork's checker dispensable_shared_network.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.edits import remove_member
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL219", "network-empty", Severity.WARNING, "-", fixable=True)


def check(context: Context) -> Iterator[Finding]:
    """Count the subnets of each network."""
    container = context.top.get("shared-networks")
    for network in context.networks:
        if not network.nodes(f"subnet{context.family}") and container is not None:
            edit = remove_member(container, network.node)
            fix = None if edit is None else Fix("remove the shared network", (edit,))
            yield RULE.finding(network.at("name"), f"{network.label} is empty", fix)
