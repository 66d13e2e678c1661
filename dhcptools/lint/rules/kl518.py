"""An option's name that Kea does not know.

## What it does
Looks up names in `option[…]` among Kea's own of the target version and the definitions of the file.

## Why is this bad
Kea refuses the configuration.

## Example
```json
"test": "option[vendor-class].exists"
```

## Use instead
```json
"test": "option[vendor-class-identifier].exists"
```

## Kea versions
Refused by `-t` in every version.

## References
Kea Administrator Reference Manual, *Client Classification*.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL518", "unknown-option-name", Severity.ERROR, "t")


def check(context: Context) -> Iterator[Finding]:
    """Report names that are not defined."""
    for tested in context.expressions:
        for remark in tested.remarks:
            if remark.rule == RULE.id:
                yield RULE.finding(tested.place(remark), remark.message, kea=tested.kea)
