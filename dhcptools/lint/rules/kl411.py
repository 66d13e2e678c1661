"""A comma after the last value.

## What it does
Finds commas at the end of the data of options that hold numbers, addresses or names.

## Why is this bad
Kea ignores it, and other readers take it for a value that was lost.

## Example
```json
"data": "192.0.2.1,"
```

## Use instead
```json
"data": "192.0.2.1"
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

RULE = Rule("KL411", "option-trailing-comma", Severity.WARNING, "-", fixable=True)

_TEXTS = frozenset({"string", "binary"})


def check(context: Context) -> Iterator[Finding]:
    """Look at every option of values between commas."""
    for option in context.options:
        data = option.data
        if not data or not data.rstrip().endswith(",") or data.rstrip().endswith("\\,") or option.csv_format is False:
            continue
        definition = context.definitions.find(option)
        if definition is None or definition.type in _TEXTS:
            continue
        edit = replace_value(option.spot, quoted(data.rstrip(", ")))
        yield RULE.finding(option.spot, f'trailing comma in "{data}"', Fix("drop the comma", (edit,)))
