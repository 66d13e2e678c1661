"""A TSIG key is not defined.

## What it does
Looks every `key-name` of domains and their DNS servers up among `tsig-keys`.

## Why is this bad
D2 does not start.

## Example
```json
"tsig-keys": [ { "name": "k", ... } ],
"forward-ddns": { "ddns-domains": [ { "name": "example.com.", "key-name": "k1", ... } ] }
```

## Use instead
```json
"tsig-keys": [ { "name": "k", ... } ],
"forward-ddns": { "ddns-domains": [ { "name": "example.com.", "key-name": "k", ... } ] }
```

## Kea versions
Refused by `kea-dhcp-ddns -t` in every version: *specifies an undefined key*. The key of a domain is not looked up when
each of its servers has its own: a warning then.

## References
Kea Administrator Reference Manual, "TSIG Key List".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule
from dhcptools.lint.suggest import suggestion

RULE = Rule("KL918", "tsig-key-undefined", Severity.ERROR, "t", daemons=("DhcpDdns",))


def check(context: Context) -> Iterator[Finding]:
    """Look every name up."""
    known = [key.name for key in context.tsig_keys]
    for domain in (*context.forward_domains, *context.reverse_domains):
        for scope in (domain, *domain.servers):
            name = scope.text("key-name")
            if not name or name in known:
                continue
            message = f'key "{name}" is not defined{suggestion(name, known)}'
            if scope is domain and domain.servers and all(server.text("key-name") for server in domain.servers):
                found = RULE.finding(scope.at("key-name"), f"{message}; each server has a key of its own")
                yield found._replace(severity=Severity.WARNING)
                continue
            what = "DdnsDomain" if scope is domain else "Dns Server"
            at = scope.at("key-name")
            yield RULE.finding(at, message, kea=f"{what} : specifies an undefined key: {name} ({at.position})")
