"""An option in a space that nothing encapsulates.

## What it does
Finds options in a space of the user's own that no `option-def` names in `encapsulate`.

## Why is this bad
Options of other spaces travel inside an option that encapsulates their space. Without one they are never sent.

## Example
```json
"option-data": [ { "space": "foo", "code": 1, "csv-format": false, "data": "01" } ]
```

## Use instead
```json
"option-def": [ { "name": "foo-container", "code": 250, "type": "empty", "encapsulate": "foo" } ],
"option-data": [ { "space": "foo", "code": 1, "csv-format": false, "data": "01" },
                 { "name": "foo-container" } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
Kea Administrator Reference Manual, "Nested DHCPv4 Options (Custom Option Spaces)".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL408", "option-space-unused", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at every option in another space than that of the protocol."""
    inside = {each.encapsulate for each in context.option_defs}
    for option in context.options:
        space = option.space
        if space not in inside and not context.definitions.is_standard(space):
            message = f'nothing encapsulates option space "{space}": the option is never sent'
            yield RULE.finding(option.at("space"), message)
