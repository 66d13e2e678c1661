"""A word of the expression language that the target version does not have.

## What it does
Compares the words of expressions with those of the target: `lcase`, `ucase` came with 2.6, `match`, `sand`, `sor`,
`sifelse` with 3.0, chains of more than two options with 3.3.

## Why is this bad
Kea of that version refuses the configuration.

## Example
```json
"test": "match('MSFT.*', option[60].text)"
```

## Use instead
```json
"test": "substring(option[60].hex, 0, 4) == 'MSFT'"
```

## Kea versions
Refused by `-t` in versions before the one that brought the word.

## References
Kea Administrator Reference Manual, *Client Classification*.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL519", "expression-version", Severity.ERROR, "v")


def check(context: Context) -> Iterator[Finding]:
    """Report the words of later versions."""
    for tested in context.expressions:
        for remark in tested.remarks:
            if remark.rule == RULE.id:
                yield RULE.finding(tested.place(remark), remark.message, kea=tested.kea)
