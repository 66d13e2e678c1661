"""A TSIG key is never used.

## What it does
Looks every key up among the `key-name` of domains and their DNS servers.

## Why is this bad
Either it is left over, and a secret lies about for nothing; or a domain was to be signed with it and is not.

## Example
```json
"tsig-keys": [ { "name": "k", ... } ],
"forward-ddns": { "ddns-domains": [ { "name": "example.com.", "dns-servers": [ ... ] } ] }
```

## Use instead
```json
"tsig-keys": [ { "name": "k", ... } ],
"forward-ddns": { "ddns-domains": [ { "name": "example.com.", "key-name": "k", "dns-servers": [ ... ] } ] }
```

## Kea versions
Never noticed: it is allowed in every version.

## References
Kea Administrator Reference Manual, "TSIG Key List".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL917", "tsig-key-unused", Severity.INFO, "-", daemons=("DhcpDdns",))


def check(context: Context) -> Iterator[Finding]:
    """Look every key up."""
    domains = [*context.forward_domains, *context.reverse_domains]
    used = {scope.text("key-name") for domain in domains for scope in (domain, *domain.servers)}
    for key in context.tsig_keys:
        if key.name and key.name not in used:
            yield RULE.finding(key.at("name"), f'TSIG key "{key.name}" is never used')
