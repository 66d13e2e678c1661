"""A number has leading zeros.

## What it does
Finds integers like 010.

## Why is this bad
Kea reads it as decimal 10; who thinks of octal numbers means 8, and JSON knows no such number, so that other tools
stop at it. Kea has announced to refuse it one day.

## Example
```json
"valid-lifetime": 010
```

## Use instead
```json
"valid-lifetime": 10
```

## Kea versions
Accepted without a word up to 3.2; 3.3 begins to warn. The fix is safe: it writes the number that Kea reads.

## References
Kea Administrator Reference Manual, "JSON Configuration". RFC 8259 section 6.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Edit, Finding, Fix, Place, Severity
from dhcptools.lint.pointer import node_at
from dhcptools.lint.rule import EVERY, Rule

_ZEROS: Final = re.compile(rb"(?<=[\s:,\[])(-?0[0-9]+)(?=[\s,}\]/#])")
RULE = Rule("KL009", "leading-zero", Severity.WARNING, "-", fixable=True, daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Look for such digits in the text, and ask the tree whether they are a number."""
    for source in context.document.sources:
        for found in _ZEROS.finditer(source.data):
            place = Place(source, found.start(1), found.end(1))
            node = node_at(context.document, source, place.start)
            if node is None or type(node.value) is not int or (node.start, node.stop) != place[1:]:
                continue
            fix = Fix(f"write {node.value}", (Edit(*place, str(node.value).encode()),))
            written = found[1].decode()
            yield RULE.finding(
                place, f"{written} is read as decimal {node.value}; write {node.value} (Kea 3.3 starts to warn)", fix
            )
