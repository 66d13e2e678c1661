"""The server is none of the peers of its HA relationship.

## What it does
Looks the value of `this-server-name` up among the names of `peers`, and misses it when it is not written.

## Why is this bad
The server cannot tell which of the peers it is, and does not start.

## Example
```json
"this-server-name": "s3",
"peers": [ { "name": "s1", ... }, { "name": "s2", ... } ]
```

## Use instead
```json
"this-server-name": "s1",
"peers": [ { "name": "s1", ... }, { "name": "s2", ... } ]
```

## Kea versions
`-t` loads no hooks and accepts it in every version; the server then stops with *no peer configuration specified for
the server*. `-T` (2.3.6 and later) refuses it.

## References
Kea Administrator Reference Manual, "Load-Balancing Configuration" of the High Availability library.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL703", "ha-unknown-this-server", Severity.ERROR, "T")


def check(context: Context) -> Iterator[Finding]:
    """Look for the server among its peers."""
    for relationship in context.relationships:
        name, names = relationship.this_server_name, relationship.names
        if not names or name in names:
            continue
        at = relationship.at("this-server-name")
        if name is not None:
            yield RULE.finding(at, f'this-server-name "{name}" is not in peers [{", ".join(sorted(names))}]')
        elif "this-server-name" not in relationship.entries:
            yield RULE.finding(at, f"this-server-name is missing: which of [{', '.join(sorted(names))}] is it?")
