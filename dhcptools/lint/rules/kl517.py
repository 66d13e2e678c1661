"""`member()` asks for a class that is not defined further up.

## What it does
Looks for the classes that `member()` names among the built-in ones and those above.

## Why is this bad
Kea refuses the configuration. Classes are evaluated in their order, so a test can only ask for those before it.

## Example
```json
{ "name": "a", "test": "member('b')" }, { "name": "b", "test": "option[60].exists" }
```

## Use instead
```json
{ "name": "b", "test": "option[60].exists" }, { "name": "a", "test": "member('b')" }
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

RULE = Rule("KL517", "member-not-yet-defined", Severity.ERROR, "t")


def check(context: Context) -> Iterator[Finding]:
    """Report the classes that are asked for too early, or not there at all."""
    for tested in context.expressions:
        for remark in tested.remarks:
            if remark.rule != RULE.id:
                continue
            name = remark.message.partition('"')[2].partition('"')[0]
            message = f"member('{name}'): class \"{name}\" is not defined"
            if name == tested.owner.name:
                message = f"member('{name}'): a class cannot ask for itself"
            elif name in context.class_names:
                message = f"member('{name}'): class \"{name}\" is defined later; move it up"
            yield RULE.finding(tested.place(remark), message, kea=tested.kea)
