"""The name of a domain does not end with a dot.

## What it does
Looks at `name` of forward and reverse domains.

## Why is this bad
D2 compares the end of each name, which has its final dot, with the name of the domain as written: a domain without
the dot matches nothing, so that no record is ever made; D2 logs that it has no DNS server for the name. Tested with D2
of Kea 2.2.

## Example
```json
"ddns-domains": [ { "name": "example.com", "dns-servers": [ { "ip-address": "192.0.2.53" } ] } ]
```

## Use instead
```json
"ddns-domains": [ { "name": "example.com.", "dns-servers": [ { "ip-address": "192.0.2.53" } ] } ]
```

## Kea versions
Never noticed, in any version. The fix makes D2 send updates that it did not send, so it is not among the safe ones.

## References
Kea Administrator Reference Manual, "Adding Forward DDNS Domains".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.edits import quoted, replace_value
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL913", "d2-domain-without-dot", Severity.ERROR, "-", fixable=True, daemons=("DhcpDdns",))


def check(context: Context) -> Iterator[Finding]:
    """Look at each domain."""
    for domain in (*context.forward_domains, *context.reverse_domains):
        name = domain.name
        if name and name != "*" and not name.endswith("."):
            at = domain.at("name")
            fix = Fix(f"write {name}.", (replace_value(at, quoted(name + ".")),), safe=False)
            yield RULE.finding(at, f'domain "{name}" without trailing dot matches no name', fix)
