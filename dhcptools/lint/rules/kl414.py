"""Hexadecimal in a text option.

## What it does
Finds text options whose data begin with 0x and go on with hexadecimal digits alone.

## Why is this bad
In a text option the data are text, the 0x and all digits of it. Octets need `csv-format` false, and no 0x.

## Example
```json
"option-data": [ { "name": "boot-file-name", "data": "0x6578616d706c65" } ]
```

## Use instead
```json
"option-data": [ { "name": "boot-file-name", "csv-format": false, "data": "6578616d706c65" } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
Kea Administrator Reference Manual, "Standard DHCPv4 Options".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL414", "hex-as-text", Severity.WARNING, "-")

_HEX = re.compile(r"0[xX](?:[0-9a-fA-F]{2})+")
_SHOWN = 4


def check(context: Context) -> Iterator[Finding]:
    """Look at every option of text."""
    for option in context.options:
        data = option.data
        if data and option.csv_format is not False and _HEX.fullmatch(data):
            definition = context.definitions.find(option)
            if definition is not None and definition.type == "string":
                short = data if len(data) <= _SHOWN + 2 else f"{data[:_SHOWN]}..."
                message = f'"{short}" is sent as text; set csv-format false and drop 0x'
                yield RULE.finding(option.spot, message)
