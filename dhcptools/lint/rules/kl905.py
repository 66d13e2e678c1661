"""D2 is to be reached at port 0.

## What it does
Finds `"server-port": 0` in `dhcp-ddns`. D2 refuses port 0 for itself.

## Why is this bad
Nobody listens at port 0: every request for an update is lost.

## Example
```json
"dhcp-ddns": { "enable-updates": true, "server-port": 0 }
```

## Use instead
```json
"dhcp-ddns": { "enable-updates": true, "server-port": 53001 }
```

## Kea versions
Never noticed by `kea-dhcp4 -t` and `kea-dhcp6 -t`, in any version. The default is 53001.

## References
Kea Administrator Reference Manual, "Connectivity to the DHCP-DDNS Server".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL905", "ddns-port-0", Severity.ERROR, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at the port of D2."""
    ddns = context.ddns
    if ddns is not None and ddns.integer("server-port") == 0:
        yield RULE.finding(ddns.at("server-port"), "server-port 0: nobody listens there, every update is lost")
