"""An encapsulated space without definitions.

## What it does
Finds `option-def` entries whose `encapsulate` names a space that neither the file nor Kea defines options of.

## Why is this bad
It may be a slip in the name of the space: then the sub-options stand in another space and are never sent. Received
sub-options stay undecoded octets.

## Example
```json
"option-def": [ { "name": "foo", "code": 250, "type": "empty", "encapsulate": "zzz" } ]
```

## Use instead
```json
"option-def": [ { "name": "foo", "code": 250, "type": "empty", "encapsulate": "zzz" },
                { "name": "bar", "code": 1, "space": "zzz", "type": "uint8" } ]
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

RULE = Rule("KL417", "encapsulated-space-empty", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at every definition of a container."""
    spaces = {each.space for each in context.option_defs} | {option.space for option in context.options}
    for each in context.option_defs:
        space = each.encapsulate
        if space and space not in spaces and not context.definitions.is_standard(space):
            message = f'option-def "{each.name}" encapsulates space "{space}" which has no definitions'
            yield RULE.finding(each.at("encapsulate"), message)
