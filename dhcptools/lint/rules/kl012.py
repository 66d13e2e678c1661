r"""An escape names a character above U+00FF.

## What it does
Finds `\u0100` and above in strings.

## Why is this bad
Kea's strings are octets, and an escape makes one octet: there is none for such a character. Write the character
itself, it is kept as UTF-8.

## Example
```json
"comment": "\u0142"
```

## Use instead
```json
"comment": "ł"
```

## Kea versions
Refused by `-t` in every version: `Unsupported unicode escape`.

## References
Kea Administrator Reference Manual, "JSON Configuration".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Place, Severity
from dhcptools.lint.rule import EVERY, Rule

_ESCAPE: Final = re.compile(rb"\\(?:u([0-9A-Fa-f]{4})|.)", re.DOTALL)
RULE = Rule("KL012", "unicode-escape", Severity.ERROR, "t", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Pass on what the lexer told, at the escape itself."""
    for error in context.errors("escape"):
        if error.place is None or not error.text.startswith("Unsupported unicode"):
            continue
        source, start, stop = error.place
        for found in _ESCAPE.finditer(source.data, start, stop):
            if found[1] is not None and int(found[1], 16) > 0xFF:
                place = Place(source, found.start(), found.end())
                message = f"\\u{found[1].decode()} not accepted: Kea allows \\u0000-\\u00ff only"
                yield RULE.finding(place, message, kea=str(error))
