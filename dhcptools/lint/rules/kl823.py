"""Any number of packets may wait for a hook library.

## What it does
Finds `"parked-packet-limit": 0`.

## Why is this bad
A hook such as HA holds each answer back until its partner has said yes. When the partner is slow, packets are held
until memory ends; with a limit the rest are dropped, and their clients ask again.

## Example
```json
"parked-packet-limit": 0
```

## Use instead
```json
"parked-packet-limit": 256
```

## Kea versions
Never noticed: it is allowed in every version. The default is 256.

## References
Kea Administrator Reference Manual, "Parked-Packet Limit" of the DHCPv4 and DHCPv6 servers.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL823", "parked-packets-unlimited", Severity.INFO, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at the limit."""
    if context.top.integer("parked-packet-limit") == 0:
        yield RULE.finding(context.top.at("parked-packet-limit"), "parked-packet-limit 0 = unlimited")
