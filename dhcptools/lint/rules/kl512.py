"""A class sets nothing and is used nowhere.

## What it does
Finds classes that bring no option, lifetime or field, that no scope, test or reservation names, and that mean nothing
to Kea or its hooks by their names.

## Why is this bad
It is evaluated for every packet and changes nothing: something is forgotten, or it can go.

## Example
```json
"client-classes": [ { "name": "a", "test": "option[60].exists" } ]
```

## Use instead
```json
"client-classes": [ { "name": "a", "test": "option[60].exists", "valid-lifetime": 600 } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
Kea Administrator Reference Manual, *Client Classification*.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.kea.classes import SPAWN, is_built_in
from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.services import ClientClass
from dhcptools.lint.rule import Rule

RULE = Rule("KL512", "unused-class", Severity.INFO, "-")

_SPECIAL: Final = frozenset(("DROP", "REJECT", "SKIP_DDNS"))
_BARE: Final = frozenset((
    "name", "test", "template-test", "only-if-required", "only-in-additional-list", "user-context", "comment",
))  # fmt: skip  # what says who is in a class, and nothing of what the class is for


def check(context: Context) -> Iterator[Finding]:
    """Look for a use of every class."""
    used = {item.text for scope in context.guarded for item in (*scope.guards, *scope.additional_classes)}
    used.update(item.text for reservation in context.reservations for item in reservation.classes)
    used.update(name for tested in context.expressions for name in tested.members)
    for each in context.classes:
        if (
            not each.name
            or each.name in used
            or each.name in _SPECIAL
            or is_built_in(each.name)
            or each.name.startswith(SPAWN)
        ):
            continue
        if all(key in _BARE or not _says_something(each, key) for key in each.entries):
            yield RULE.finding(each.at("name"), f"{each.label} sets nothing and is used nowhere")


def _says_something(each: ClientClass, key: str) -> bool:
    node = each.get(key)
    return node is not None and node.value not in ([], {}, "")
