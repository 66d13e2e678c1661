"""Two peers have the same url.

## What it does
Compares the hosts and ports of the peers of a relationship.

## Why is this bad
One of them was copied and not changed. The server sends its heartbeats and lease updates to itself, or two servers
want the same address, and no partner ever knows of its leases.

## Example
```json
{ "name": "s1", "url": "http://192.0.2.1:8000/", "role": "primary" },
{ "name": "s2", "url": "http://192.0.2.1:8000/", "role": "standby" }
```

## Use instead
```json
{ "name": "s1", "url": "http://192.0.2.1:8000/", "role": "primary" },
{ "name": "s2", "url": "http://192.0.2.2:8000/", "role": "standby" }
```

## Kea versions
Never noticed, by `-t`, `-T` or at the start, in any version.

## References
Kea Administrator Reference Manual, "Load-Balancing Configuration" of the High Availability library.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.highavailability import Peer
from dhcptools.lint.rule import Rule

RULE = Rule("KL707", "ha-same-url", Severity.ERROR, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look each peer's host and port up among those before it."""
    for relationship in context.relationships:
        seen: dict[tuple[str, int | None], Peer] = {}
        for peer in relationship.peers:
            url = peer.address
            if url is None:
                continue
            before = seen.setdefault(url.place, peer)
            if before is not peer:
                yield RULE.finding(peer.at("url"), f"peers {before.label} and {peer.label} have the same url")
