"""So many classes with tests that each packet pays for them.

## What it does
Counts the classes whose tests are evaluated for every packet.

## Why is this bad
Every test is evaluated for every packet, one after the other. Hundreds of them are felt in the rate of a server; a
template, or additional classes that only some subnets ask for, do the same for less.

## Example
```json
{ "name": "port-1", "test": "relay4[1].hex == 'port-1'" }, { "name": "port-2", "test": "relay4[1].hex == 'port-2'" }, …
```

## Use instead
```json
{ "name": "port", "template-test": "relay4[1].hex" }, { "name": "SPAWN_port_port-1" }, …
```

## Kea versions
Never noticed by `-t`, in any version.

## References
Kea Administrator Reference Manual, *Client Classification*.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL521", "many-classes", Severity.INFO, "-")

MOST: Final = 100  # classes with tests that nobody needs to think about


def check(context: Context) -> Iterator[Finding]:
    """Count them."""
    each = [tested for tested in context.expressions if not tested.owner.additional]
    if len(each) > MOST:
        message = f"class is evaluated for every packet (n={len(each)} classes)"
        yield RULE.finding(each[MOST].node, message)
