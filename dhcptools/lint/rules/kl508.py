"""The text of an option is a dump, not its value.

## What it does
Finds `.text` of options that are no strings, compared with something that does not look like a dump.

## Why is this bad
Only an option of type string has its value as text. Any other one gives a dump such as `type=003, len=004: 192.0.2.1`,
which is hardly what the test is after.

## Example
```json
"test": "option[50].text == '192.0.2.77'"
```

## Use instead
```json
"test": "addrtotext(option[50].hex) == '192.0.2.77'"
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

RULE = Rule("KL508", "text-is-a-dump", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look up the types of options whose text is compared."""
    for tested in context.expressions:
        for remark in tested.remarks:
            if remark.rule == RULE.id:
                yield RULE.finding(tested.place(remark), remark.message)
