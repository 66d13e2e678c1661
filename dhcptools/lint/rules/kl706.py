"""The url of a peer cannot be used.

## What it does
Finds peers whose `url` is missing, is no http or https URL, or has a host name in place of an address.

## Why is this bad
The server does not start: the HA hook resolves no names, so that it works when DNS does not.

## Example
```json
{ "name": "s1", "url": "http://kea1.example.com:8000/", "role": "primary" }
```

## Use instead
```json
{ "name": "s1", "url": "http://192.0.2.1:8000/", "role": "primary" }
```

## Kea versions
`-t` loads no hooks and accepts it in every version; the server then stops with *bad url … host must be an IP address*
or its like. `-T` (2.3.6 and later) refuses it.

## References
Kea Administrator Reference Manual, "Load-Balancing Configuration" of the High Availability library.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL706", "ha-bad-url", Severity.ERROR, "T")


def check(context: Context) -> Iterator[Finding]:
    """Read the url of every peer."""
    for relationship in context.relationships:
        for peer in relationship.peers:
            at, url = peer.at("url"), peer.address
            if "url" not in peer.entries:
                yield RULE.finding(at, f"peer {peer.label} has no url")
            elif peer.url is not None and url is None:
                yield RULE.finding(at, f'peer url "{peer.url}" is not http://ADDRESS:PORT/')
            elif url is not None and not url.is_address:
                yield RULE.finding(at, f'peer url "{peer.url}": host must be an IP address')
