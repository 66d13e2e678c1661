"""D2 has no domain for the names of a server.

## What it does
Looks the `ddns-qualifying-suffix` of servers that have updates enabled up among the forward domains of D2 in the same
run: the domain itself, one above it, or `*`.

## Why is this bad
D2 has no DNS server for such names and drops every request, with a line in its log for each.

## Example
```json
// kea-dhcp4.conf
"ddns-qualifying-suffix": "other.test."
// kea-dhcp-ddns.conf
"forward-ddns": { "ddns-domains": [ { "name": "example.com.", ... } ] }
```

## Use instead
```json
// kea-dhcp-ddns.conf
"forward-ddns": { "ddns-domains": [ { "name": "example.com.", ... }, { "name": "other.test.", ... } ] }
```

## Kea versions
Never noticed: no version of Kea compares the files of two daemons.

## References
Kea Administrator Reference Manual, "Forward DDNS".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.partners import of_daemon
from dhcptools.lint.rule import Rule

RULE = Rule("KL960", "d2-lacks-domain", Severity.ERROR, "m", across=True)


def check_files(contexts: Sequence[Context]) -> Iterator[Finding]:
    """Look every suffix up among the domains of all D2."""
    services = [each for each in of_daemon(contexts, "DhcpDdns") if each.forward_domains or each.reverse_domains]
    domains = {_labels(domain.name) for service in services for domain in service.forward_domains}
    if not services or ("*",) in domains:
        return
    for server in of_daemon(contexts, "Dhcp4", "Dhcp6"):
        ddns = server.ddns
        if ddns is None or ddns.boolean("enable-updates") is not True:
            continue
        for scope in (server.top, *server.networks, *server.subnets):
            suffix = scope.text("ddns-qualifying-suffix")
            if not suffix or scope.inherited_boolean("ddns-send-updates", True) is False:
                continue
            labels = _labels(suffix)
            if not any(labels[: len(domain)] == domain for domain in domains):
                at = scope.at("ddns-qualifying-suffix")
                yield RULE.finding(at, f"D2 has no forward domain for {suffix}")


def _labels(name: str) -> tuple[str, ...]:
    """The labels from the root on: ``("com", "example")``."""
    return tuple(reversed(name.lower().rstrip(".").split(".")))
