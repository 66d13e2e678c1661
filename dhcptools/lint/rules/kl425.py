"""Hexadecimal routes where Kea wants text now.

## What it does
Finds option 121 with hexadecimal data and without `csv-format`, for targets from 2.5.6 on.

## Why is this bad
Until 2.5.5 Kea had no definition of the option and took octets. Since then it has one, so data are text: what was
accepted is refused.

## Example
```json
"option-data": [ { "code": 121, "data": "18c00002c0000201" } ]
```

## Use instead
```json
"option-data": [ { "name": "classless-static-route", "data": "192.0.2.0/24 - 192.0.2.1" } ]
```

## Kea versions
Accepted by 2.2 and 2.4, refused by 2.6 and later.

## References
RFC 3442; Kea 2.5.6, issue 3074.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL425", "routes-as-hex", Severity.ERROR, "v", daemons=("Dhcp4",))

_ROUTES = 121
_DEFINED = (2, 5, 6)
_HEX = re.compile(r"(?:0[xX])?[0-9a-fA-F: ]+")


def check(context: Context) -> Iterator[Finding]:
    """Look at every option 121, for versions that define it."""
    for option in context.options:
        if (
            context.target >= _DEFINED
            and option.space == "dhcp4"
            and option.code == _ROUTES
            and option.csv_format is None
            and _HEX.fullmatch(option.data or "")
            and not any(each.code == _ROUTES and each.space == "dhcp4" for each in context.option_defs)
        ):
            message = '"classless-static-route" (121) is defined since 2.5.6; raw hex accepted by 2.2 is refused now'
            yield RULE.finding(option.spot, message)
