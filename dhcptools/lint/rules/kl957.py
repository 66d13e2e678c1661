"""The Control Agent and the HA listener of the server want the same port.

## What it does
Compares the address and port of the Control Agent with the url of the server itself in its HA relationships, where
the server listens for its partner on its own (the dedicated listener).

## Why is this bad
Whoever starts second does not get the port: kea-dhcp4 stops with *unable to setup TCP acceptor for listening to the
incoming HTTP requests*. Configurations that worked with 2.2 break with the update, because the listener is on by
default now.

## Example
```json
// kea-ctrl-agent.conf
"http-host": "192.0.2.1", "http-port": 8000
// kea-dhcp4.conf
"this-server-name": "s1", "peers": [ { "name": "s1", "url": "http://192.0.2.1:8000/", ... }, ... ]
```

## What to do
Give HA a port of its own, such as 8005, in the files of both partners; or set `"http-dedicated-listener": false` in
`multi-threading` of the relationship.

## Kea versions
Never noticed by `-t` and `-T`. The listener exists since 1.9.7 and is on by default since 2.3.7.

## References
Kea Administrator Reference Manual, "Multi-Threaded Configuration (HA+MT)"; Stork's checker ha_dedicated_ports.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.urls import Url, canonical, is_wildcard
from dhcptools.lint.partners import of_daemon
from dhcptools.lint.rule import Rule

RULE = Rule("KL957", "agent-port-is-ha-listener", Severity.ERROR, "m", across=True)


def check_files(contexts: Sequence[Context]) -> Iterator[Finding]:
    """Compare every agent with every server that listens."""
    agents = of_daemon(contexts, "Control-agent")
    for agent in agents:
        (rest,) = agent.rest
        for server in of_daemon(contexts, "Dhcp4", "Dhcp6"):
            for url in _listeners(server):
                host = canonical(rest.host)
                same = host == url.place[0] or (is_wildcard(host) and len(agents) == 1)
                if same and rest.port == url.port:
                    how = " (default since 2.3.7)" if server.target >= (2, 3, 7) else ""
                    message = (
                        f"Control Agent {rest.host}:{rest.port} is also the HA dedicated listener{how}: "
                        f"kea-dhcp{server.family} will not start"
                    )
                    yield RULE.finding(rest.port_at, message)


def _listeners(server: Context) -> Iterator[Url]:
    for relationship in server.relationships:
        peer = relationship.this_server
        if peer is not None and peer.address is not None and relationship.dedicated_listener(server.target):
            yield peer.address
