"""Quotes inside a text option.

## What it does
Finds text options whose data begin and end with an apostrophe or a quotation mark.

## Why is this bad
Kea sends the quotes to the client with the rest: a boot loader looks for a file whose name begins with one. (With
`csv-format` false quotes are Kea's syntax, and fine.)

## Example
```json
"option-data": [ { "name": "domain-name", "data": "'example.com'" } ]
```

## Use instead
```json
"option-data": [ { "name": "domain-name", "data": "example.com" } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
Kea Administrator Reference Manual, "Standard DHCPv4 Options".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.edits import quoted, replace_value
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL413", "option-quoted-twice", Severity.WARNING, "-", fixable=True)

_LEAST = 2


def check(context: Context) -> Iterator[Finding]:
    """Look at every option of text."""
    for option in context.options:
        data = option.data
        if not data or len(data) <= _LEAST or data[0] != data[-1] or data[0] not in "'\"" or option.csv_format is False:
            continue
        definition = context.definitions.find(option)
        if definition is not None and definition.type in {"string", "fqdn"}:
            fix = Fix("drop the quotes", (replace_value(option.spot, quoted(data[1:-1])),), safe=False)
            yield RULE.finding(option.spot, f'quotes in "{data}" are sent to the client', fix)
