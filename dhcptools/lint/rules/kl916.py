"""Updates of a domain are not signed.

## What it does
Finds domains with neither a `key-name` nor servers that have one. Silent when the GSS-TSIG hook is loaded.

## Why is this bad
The DNS server must then believe addresses: whoever can send a datagram with the address of D2 may change the zone.

## Example
```json
{ "name": "example.com.", "dns-servers": [ { "ip-address": "192.0.2.53" } ] }
```

## Use instead
```json
{ "name": "example.com.", "key-name": "kea", "dns-servers": [ { "ip-address": "192.0.2.53" } ] }
```

## Kea versions
Never noticed: it is allowed in every version. Keys of single servers exist since 1.9.7.

## References
RFC 8945; RFC 3007; Kea Administrator Reference Manual, "TSIG Key List".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL916", "d2-updates-not-signed", Severity.WARNING, "-", daemons=("DhcpDdns",))


def check(context: Context) -> Iterator[Finding]:
    """Look for the keys of each domain."""
    if context.hook("libddns_gss_tsig.so") is not None:
        return
    for domain in (*context.forward_domains, *context.reverse_domains):
        signed = domain.servers and all(server.text("key-name") for server in domain.servers)
        if not domain.key_name and not signed:
            yield RULE.finding(domain.at("name"), f"updates for {domain.name} are not signed")
