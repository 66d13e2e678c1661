"""An expression that Kea cannot read.

## What it does
Parses every test and template with Kea's grammar of the target version. A word that is none is named as a whole, where
Kea names its first strange letter.

## Why is this bad
Kea refuses the configuration.

## Example
```json
"test": "options[60].hex == 'MSFT 5.0'"
```

## Use instead
```json
"test": "option[60].hex == 'MSFT 5.0'"
```

## Kea versions
Refused by `-t` in every version.

## References
Kea Administrator Reference Manual, *Client Classification*.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL515", "expression-syntax", Severity.ERROR, "t", fixable=True)


def check(context: Context) -> Iterator[Finding]:
    """Report what the parser refuses."""
    for tested in context.expressions:
        for remark in tested.remarks:
            if remark.rule == RULE.id:
                edit = tested.edit(remark)
                fix = None if edit is None else Fix("write the word that is meant", (edit,), safe=False)
                yield RULE.finding(tested.place(remark), remark.message, fix, kea=tested.kea)
