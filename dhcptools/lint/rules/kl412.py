"""Several names in domain-name.

## What it does
Finds commas and blanks in the data of option `domain-name` (15).

## Why is this bad
The option carries one name. Clients take "a.example, b.example" for a name with a comma in it, and look up nothing.

## Example
```json
"option-data": [ { "name": "domain-name", "data": "a.example, b.example" } ]
```

## Use instead
```json
"option-data": [ { "name": "domain-name", "data": "a.example" },
                 { "name": "domain-search", "data": "a.example, b.example" } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
RFC 2132 section 3.17; RFC 3397 for option 119.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL412", "domain-name-list", Severity.ERROR, "-", daemons=("Dhcp4",))

_DOMAIN_NAME = 15


def check(context: Context) -> Iterator[Finding]:
    """Look at every option 15."""
    for option in context.options:
        data = (option.data or "").strip()
        if (
            option.space == "dhcp4"
            and context.definitions.code(option) == _DOMAIN_NAME
            and option.csv_format is not False
            and any(separator in data for separator in ", ;")
        ):
            message = "domain-name (15) carries one name; for a list use domain-search (119)"
            yield RULE.finding(option.spot, message)
