"""Two classes have the same test.

## What it does
Compares the tests of all classes, blanks left out.

## Why is this bad
Clients get into both. Where both set the same option the first one wins, and whoever changes one of them forgets the
other.

## Example
```json
{ "name": "a", "test": "option[60].exists" }, { "name": "b", "test": "option[60].exists" }
```

## Use instead
```json
{ "name": "a", "test": "option[60].exists" }
```

## Kea versions
Never noticed by `-t`, in any version.

## References
Kea Administrator Reference Manual, *Client Classification*.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL511", "same-test", Severity.INFO, "-")


def check(context: Context) -> Iterator[Finding]:
    """Keep the first class of every test."""
    first: dict[str, str] = {}
    for tested in context.expressions:
        text = "".join(str(tested.node.value).split())
        before = first.setdefault(text, tested.owner.name)
        if before != tested.owner.name:
            message = f'classes "{before}" and "{tested.owner.name}" have the same test'
            yield RULE.finding(tested.node, message)
