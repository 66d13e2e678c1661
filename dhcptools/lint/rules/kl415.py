"""An interface MTU that no host may have.

## What it does
Finds `interface-mtu` (26) below 68.

## Why is this bad
68 is the least that the option may say. Clients ignore a smaller one, or obey and lose their network.

## Example
```json
"option-data": [ { "name": "interface-mtu", "data": "50" } ]
```

## Use instead
```json
"option-data": [ { "name": "interface-mtu", "data": "1400" } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
RFC 2132 section 5.1; RFC 791.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL415", "mtu-too-small", Severity.WARNING, "-", daemons=("Dhcp4",))

_MTU = 26
_LEAST = 68


def check(context: Context) -> Iterator[Finding]:
    """Look at every option 26."""
    for option in context.options:
        data = (option.data or "").strip()
        if (
            option.space == "dhcp4"
            and option.csv_format is not False
            and data.isascii()
            and data.isdigit()
            and int(data) < _LEAST
            and context.definitions.code(option) == _MTU
        ):
            yield RULE.finding(option.spot, f"interface-mtu {int(data)} is below {_LEAST}")
