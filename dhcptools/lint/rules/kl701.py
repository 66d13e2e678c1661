"""High Availability is loaded without the lease commands.

## What it does
Looks for `libdhcp_lease_cmds.so` beside `libdhcp_ha.so`. Silent when every relationship has both `send-lease-updates`
and `sync-leases` set to false.

## Why is this bad
The partners tell one another of leases by the commands `lease4-update`, `lease6-bulk-apply` and `lease4-get-page`,
which that library brings. Without it each lease update is refused, the partners go out of step, and after a failure
clients lose their addresses.

## Example
```json
"hooks-libraries": [
  { "library": "/usr/lib/kea/hooks/libdhcp_ha.so", "parameters": { "high-availability": [ ... ] } }
]
```

## Use instead
```json
"hooks-libraries": [
  { "library": "/usr/lib/kea/hooks/libdhcp_lease_cmds.so" },
  { "library": "/usr/lib/kea/hooks/libdhcp_ha.so", "parameters": { "high-availability": [ ... ] } }
]
```

## Kea versions
Never noticed, by `-t` or at the start, in any version: the log fills with HA_LEASE_UPDATE_FAILED. The fix is safe; it
takes the library from the directory of the other.

## References
Kea Administrator Reference Manual, "Prerequisites" of the High Availability library.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.edits import quoted
from dhcptools.lint.finding import Edit, Finding, Fix, Severity
from dhcptools.lint.model.highavailability import Relationship
from dhcptools.lint.rule import Rule

RULE = Rule("KL701", "ha-without-lease-cmds", Severity.ERROR, "-", fixable=True)

_LEASE_COMMANDS: Final = "libdhcp_lease_cmds.so"


def check(context: Context) -> Iterator[Finding]:
    """Look for the library wherever HA exchanges leases."""
    hook = context.hook("libdhcp_ha.so")
    if hook is None or context.hook(_LEASE_COMMANDS) is not None:
        return
    if context.relationships and not any(map(_exchanges, context.relationships)):
        return
    message = "HA is loaded without libdhcp_lease_cmds: peers cannot send lease updates"
    library = quoted(hook.path.removesuffix(hook.name) + _LEASE_COMMANDS)
    node = hook.node
    edit = Edit(node.source, node.start, node.start, b'{ "library": ' + library + b" }, ")
    yield RULE.finding(hook.at("library"), message, Fix("load libdhcp_lease_cmds.so", (edit,)))


def _exchanges(relationship: Relationship) -> bool:
    return relationship.boolean("send-lease-updates") is not False or relationship.boolean("sync-leases") is not False
