"""The name of an option and its code are of two options.

## What it does
Finds options with a name that Kea knows and a code that nothing defines, outside of the global list.

## Why is this bad
Kea goes by the code, takes the data for hexadecimal and sends an option that clients do not know. The one that is named
is not sent. In the global list Kea refuses it (KL421).

## Example
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24",
  "option-data": [ { "name": "routers", "code": 230, "data": "c0000201" } ] } ]
```

## Use instead
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24",
  "option-data": [ { "name": "routers", "data": "192.0.2.1" } ] } ]
```

## Kea versions
Never noticed by `-t` of 2.2.

## References
Kea Administrator Reference Manual, "Standard DHCPv4 Options".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.data import row_of
from dhcptools.lint.rule import Rule

RULE = Rule("KL427", "option-name-of-another-code", Severity.ERROR, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look up the name where the code means nothing."""
    for option in context.options:
        name, code = option.name, option.code
        if not name or not code or not option.raw or row_of(context, option) is not None:
            continue
        meant = context.names.named(option.space, name)
        if meant is not None:
            message = f'option "{name}" has code {meant.code}: Kea sends {code}, as octets, and not {name}'
            yield RULE.finding(option.at("code"), message)
