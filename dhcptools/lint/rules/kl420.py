"""A definition that is never used.

## What it does
Finds `option-def` entries that no `option-data`, no class test and no other definition of the file refers to. Files
with a host or configuration database are left out, since options may stand there.

## Why is this bad
Probably the option was meant to be sent. Otherwise it is one thing more to read.

## Example
```json
"option-def": [ { "name": "foo", "code": 250, "type": "uint8" } ]
```

## Use instead
```json
"option-def": [ { "name": "foo", "code": 250, "type": "uint8" } ],
"option-data": [ { "name": "foo", "data": "1" } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
Kea Administrator Reference Manual, "Custom DHCPv4 Options".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL420", "option-def-unused", Severity.INFO, "-")

_NAMED = re.compile(r"\[\s*([^\]\s]+)\s*\]")


def check(context: Context) -> Iterator[Finding]:
    """Gather what is referred to, then look at every definition."""
    if context.host_databases or context.config_databases:
        return
    used = {(option.space, context.definitions.code(option)) for option in context.options}
    used_spaces = {option.space for option in context.options}
    tested = {word for each in context.classes for word in _NAMED.findall(each.test or "")}
    for each in context.option_defs:
        if (each.space, each.code) in used or each.encapsulate in used_spaces or not each.name:
            continue
        if each.name not in tested and str(each.code) not in tested:
            yield RULE.finding(each.at("name"), f'option-def "{each.name}" is never used')
