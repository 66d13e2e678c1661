"""The requests for updates of DNS go where D2 does not listen.

## What it does
Compares `server-ip` and `server-port` of servers that have updates enabled with the address and port of D2 in the
same run, each with its default.

## Why is this bad
Requests are UDP datagrams: they are lost without a word, and no name is ever updated.

## Example
```json
// kea-dhcp4.conf
"dhcp-ddns": { "enable-updates": true, "server-port": 53002 }
// kea-dhcp-ddns.conf
"DhcpDdns": { "ip-address": "127.0.0.1", "port": 53001 }
```

## Use instead
```json
// kea-dhcp4.conf
"dhcp-ddns": { "enable-updates": true, "server-port": 53001 }
```

## Kea versions
Never noticed: no version of Kea compares the files of two daemons.

## References
Kea Administrator Reference Manual, "Connectivity to the DHCP-DDNS Server".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.scope import Scope
from dhcptools.lint.model.urls import canonical, is_wildcard
from dhcptools.lint.partners import of_daemon
from dhcptools.lint.rule import Rule

RULE = Rule("KL959", "d2-elsewhere", Severity.ERROR, "m", across=True)

_ADDRESS: Final = "127.0.0.1"
_PORT: Final = 53001


def check_files(contexts: Sequence[Context]) -> Iterator[Finding]:
    """Look for a D2 that each server reaches."""
    listening = [_place(each.top, "ip-address", "port") for each in of_daemon(contexts, "DhcpDdns")]
    for server in of_daemon(contexts, "Dhcp4", "Dhcp6"):
        ddns = server.ddns
        if ddns is None or ddns.boolean("enable-updates") is not True or not listening:
            continue
        host, port = _place(ddns, "server-ip", "server-port")
        if any(port == there and (host == at or is_wildcard(at)) for at, there in listening):
            continue
        places = [f"{at}:{there}" for at, there in listening]
        if all(there != port for _, there in listening):
            message = f"NCRs go to port {port}, D2 listens on {' and '.join(str(there) for _, there in listening)}"
            yield RULE.finding(ddns.at("server-port"), message)
        else:
            yield RULE.finding(ddns.at("server-ip"), f"NCRs go to {host}:{port}, D2 listens on {' and '.join(places)}")


def _place(scope: Scope, host_key: str, port_key: str) -> tuple[str, int]:
    port = scope.integer(port_key)
    return canonical(scope.text(host_key) or _ADDRESS), _PORT if port is None else port
