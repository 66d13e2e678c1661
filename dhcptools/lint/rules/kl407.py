"""Text for an option without a definition is read as hexadecimal.

## What it does
Finds options that nothing defines whose data are hexadecimal digits by accident: an odd number of them or, where
`csv-format` is not written, letters alone.

## Why is this bad
Without a definition Kea takes hexadecimal only, and reads "abc" as the octets 0a bc. Nothing says so.

## Example
```json
"option-data": [ { "code": 250, "csv-format": false, "data": "abc" } ]
```

## Use instead
```json
"option-def": [ { "name": "site-name", "code": 250, "type": "string" } ],
"option-data": [ { "name": "site-name", "data": "abc" } ]
```

## Kea versions
Never noticed by `-t` with `"csv-format": false`, nor without `csv-format` outside of the global list. There Kea
refuses an option that it does not know (KL421).

## References
Kea Administrator Reference Manual, "Custom DHCPv4 Options".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL407", "undefined-option-as-hex", Severity.WARNING, "-")

_DIGITS = re.compile(r"[0-9a-fA-F]+")


def check(context: Context) -> Iterator[Finding]:
    """Look at every option that is known by its code alone."""
    for option in context.options:
        data, code = option.data, option.code
        if code is None or not data or not option.raw or context.definitions.find(option) is not None:
            continue
        if _DIGITS.fullmatch(data) and (len(data) % 2 or (option.csv_format is None and data.isalpha())):
            octets = "0" * (len(data) % 2) + data
            message = f'code {code} has no definition: data "{data}" is silently read as hex {octets}'
            yield RULE.finding(option.spot, message)
