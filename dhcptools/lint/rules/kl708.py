"""Two peers have the same name.

## What it does
Compares the names of the peers of all relationships of the server.

## Why is this bad
The server does not start. With several relationships names must be unique in all of them, because commands are told
apart by them.

## Example
```json
{ "name": "s1", "url": "http://192.0.2.1:8000/", "role": "primary" },
{ "name": "s1", "url": "http://192.0.2.2:8000/", "role": "standby" }
```

## Use instead
```json
{ "name": "s1", "url": "http://192.0.2.1:8000/", "role": "primary" },
{ "name": "s2", "url": "http://192.0.2.2:8000/", "role": "standby" }
```

## Kea versions
`-t` loads no hooks and accepts it in every version; the server then stops with *peer with name 's1' already
specified*. `-T` (2.3.6 and later) refuses it.

## References
Kea Administrator Reference Manual, "Load-Balancing Configuration" and "Hub and Spoke Configuration" of the High
Availability library.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL708", "ha-same-name", Severity.ERROR, "T")


def check(context: Context) -> Iterator[Finding]:
    """Look each name up among those before it."""
    seen: set[str] = set()
    for relationship in context.relationships:
        for peer in relationship.peers:
            if peer.name and peer.name in seen:
                yield RULE.finding(peer.at("name"), f"peer name {peer.name} used twice")
            seen.add(peer.name or "")
