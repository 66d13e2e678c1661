"""A relay is named by a keyword of old.

## What it does
Finds `ip-address` in `relay` when the target is 2.6 or newer.

## Why is this bad
Kea does not start after the upgrade.

## Example
```json
"relay": { "ip-address": "192.0.2.1" }
```

## Use instead
```json
"relay": { "ip-addresses": [ "192.0.2.1" ] }
```

## Kea versions
Deprecated since 1.4, refused by `-t` since 2.6.0. The fix is safe.

## References
Kea Administrator Reference Manual, "Using a Specific Relay Agent for a Subnet".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.edits import rename_key, wrap_in_list
from dhcptools.lint.finding import Finding, Fix, Place, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL110", "relay-ip-address", Severity.ERROR, "v", fixable=True)


def check(context: Context) -> Iterator[Finding]:
    """Pass on what the grammar of the target refuses."""
    for fault in context.faults("removed"):
        if fault.spec is None or fault.spec.name != "relay" or fault.entry is None or fault.node is None:
            continue
        message = 'relay "ip-address" was removed in 2.6.0; use "ip-addresses": [ ... ]'
        there = isinstance(fault.node.value, dict) and "ip-addresses" in fault.node.value
        edits = (rename_key(fault.entry, "ip-addresses"), *wrap_in_list(fault.entry.node))
        fix = None if there else Fix('write "ip-addresses"', edits)
        kea = f"{fault.source.position(fault.start)}: {fault.text}"
        yield RULE.finding(Place(fault.source, fault.start, fault.stop), message, fix, kea)
