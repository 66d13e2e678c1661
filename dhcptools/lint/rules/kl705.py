"""The roles of the peers do not fit the mode.

## What it does
Counts the roles: hot-standby has one primary and one standby, load-balancing one primary and one secondary,
passive-backup one primary; each may have backup servers besides.

## Why is this bad
The server does not start. Most often a load-balancing configuration became hot-standby and its secondary was
forgotten.

## Example
```json
"mode": "hot-standby",
"peers": [
  { "name": "s1", "url": "http://192.0.2.1:8000/", "role": "primary" },
  { "name": "s2", "url": "http://192.0.2.2:8000/", "role": "secondary" }
]
```

## Use instead
```json
"mode": "hot-standby",
"peers": [
  { "name": "s1", "url": "http://192.0.2.1:8000/", "role": "primary" },
  { "name": "s2", "url": "http://192.0.2.2:8000/", "role": "standby" }
]
```

## Kea versions
`-t` loads no hooks and accepts it in every version; the server then stops, with a message such as *secondary servers
not allowed in the hot standby configuration*. `-T` (2.3.6 and later) refuses it.

## References
Kea Administrator Reference Manual, "Supported Configurations" of the High Availability library.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL705", "ha-wrong-roles", Severity.ERROR, "T")

_ROLES: Final = {
    "hot-standby": ("primary", "standby"),
    "load-balancing": ("primary", "secondary"),
    "passive-backup": ("primary",),
}


def check(context: Context) -> Iterator[Finding]:
    """Compare the roles of each relationship with those of its mode."""
    for relationship in context.relationships:
        wanted = _ROLES.get(relationship.mode or "")
        if wanted is None or "peers" not in relationship.entries:
            continue
        roles = [peer.role or "none" for peer in relationship.peers]
        if tuple(sorted(role for role in roles if role != "backup")) != wanted:
            needed = " and ".join(f"one {role}" for role in wanted)
            found = ", ".join(roles) or "none"
            yield RULE.finding(relationship.at("peers"), f"{relationship.mode} needs {needed}; found {found}")
