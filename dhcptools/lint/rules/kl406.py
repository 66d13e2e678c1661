"""An option that the server sets itself.

## What it does
Finds options that are a part of the protocol rather than of its configuration: requested address (50), lease time
(51), message type (53), server identifier (54), parameter request list (55), maximum size (57), T1 (58), T2 (59),
client identifier (61), relay agent information (82).

## Why is this bad
Kea writes them into each answer as the protocol demands. What stands in `option-data` is not sent, or is sent beside
the real value.

## Example
```json
"option-data": [ { "name": "dhcp-lease-time", "data": "3600" } ]
```

## Use instead
```json
"valid-lifetime": 3600
```

## Kea versions
Never noticed by `-t`, in any version.

## References
RFC 2132 section 9; RFC 2131 section 4.3.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL406", "option-of-the-protocol", Severity.WARNING, "-", daemons=("Dhcp4",))

_INSTEAD = {51: "use valid-lifetime", 58: "use renew-timer", 59: "use rebind-timer"}
_CODES = frozenset({50, 51, 53, 54, 55, 57, 58, 59, 61, 82})
_REST = "also 50,53,54,55,57,58,59,61,82"


def check(context: Context) -> Iterator[Finding]:
    """Look at every option of the DHCP space."""
    for option in context.options:
        definition = context.definitions.find(option) if option.space == "dhcp4" else None
        if definition is not None and definition.code in _CODES:
            instead = _INSTEAD.get(definition.code, "drop the option")
            message = f"{definition.name} ({definition.code}) is set by the server; {instead} ({_REST})"
            yield RULE.finding(option.at("name" if "name" in option.entries else "code"), message)
