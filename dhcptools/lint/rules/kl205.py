"""A pool has the network or the broadcast address.

## What it does
Finds IPv4 pools that have the first or the last address of their subnet, unless it is a /31 or /32.

## Why is this bad
Kea gives them away like any other. Packets to the broadcast address reach everybody; many systems refuse to use
either. Pools written as a prefix have both when they are the whole subnet.

## Example
```json
"subnet": "192.0.2.0/24",
"pools": [ { "pool": "192.0.2.0/24" } ]
```

## Use instead
```json
"subnet": "192.0.2.0/24",
"pools": [ { "pool": "192.0.2.1-192.0.2.254" } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
RFC 1122 section 3.2.1.3; RFC 3021 for /31; Kea Administrator Reference Manual, "Configuration of IPv4 Address Pools".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL205", "pool-has-broadcast", Severity.WARNING, "-", daemons=("Dhcp4",))


def check(context: Context) -> Iterator[Finding]:
    """Look at the ends of every pool."""
    for pool in context.pools:
        prefix, area = pool.subnet.prefix, pool.range
        if prefix is None or area is None or prefix.size < 4:
            continue
        ends = [
            f"the {name} address .{number & 0xFF}" if name == "network" else f"{name} .{number & 0xFF}"
            for name, number in (("network", prefix.first), ("broadcast", prefix.last))
            if area.first <= number <= area.last
        ]
        if ends:
            text = " and ".join(ends)
            if text.startswith("broadcast"):
                text = f"the broadcast address .{prefix.last & 0xFF}"
            yield RULE.finding(pool.at("pool"), f"pool {pool.label} contains {text}")
