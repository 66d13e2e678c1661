"""An address of the other family.

## What it does
Finds IPv6 addresses in DHCPv4 options of addresses, and IPv4 addresses in those of DHCPv6.

## Why is this bad
Kea's parser takes any address and cuts or pads it, or fails when the option is built. Clients get nonsense.

## Example
```json
"Dhcp4": { "option-data": [ { "name": "domain-name-servers", "data": "2001:db8::1" } ] }
```

## Use instead
```json
"Dhcp4": { "option-data": [ { "name": "domain-name-servers", "data": "192.0.2.53" } ] }
```

## Kea versions
Never noticed by `-t`, in any version.

## References
RFC 2132 section 3.8; RFC 3646.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model import values
from dhcptools.lint.rule import Rule

RULE = Rule("KL409", "address-of-other-family", Severity.ERROR, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at every option that holds addresses."""
    family, other = context.family, 10 - context.family
    for option in context.options:
        definition = context.definitions.find(option)
        if definition is None or option.csv_format is False or definition.type != f"ipv{family}-address":
            continue
        for field in option.fields:
            if values.address(field, other) is not None:
                message = f"{field} is an IPv{other} address in DHCPv{family} option {definition.name}"
                yield RULE.finding(option.spot, message)
