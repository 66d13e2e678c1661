r"""A character of a word processor stands where JSON has its own.

## What it does
Finds quotation marks of typography, apostrophes around strings, no-break blanks, byte order marks and other octets
outside of ASCII and outside of strings.

## Why is this bad
They come from web pages, word processors and mail, look right, and Kea does not start. It names the first octet only.

## Example
```json
"interfaces": [ “eth0” ]
```

## Use instead
```json
"interfaces": [ "eth0" ]
```

## Kea versions
Refused by `-t` in every version: `Invalid character: \xe2`. The fix is safe.

## References
Kea Administrator Reference Manual, "JSON Configuration". RFC 8259 section 7.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Final

from dhcptools.kea.lexer import quoted_otherwise
from dhcptools.lint.context import Context
from dhcptools.lint.finding import Edit, Finding, Fix, Place, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL007", "foreign-character", Severity.ERROR, "t", fixable=True, daemons=EVERY)


_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")  # byte order marks


def check(context: Context) -> Iterator[Finding]:
    """Name the characters and, where they enclose a string, replace both."""
    for error in context.errors("quote", "character"):
        if error.place is None or not (error.code == "quote" or error.text.startswith("Invalid character: \\x")):
            continue
        source, start, _ = error.place
        data = source.data
        if data[:2] in _UTF16:
            yield RULE.finding(Place(source, 0, 2), 'the file is UTF-16; save it as UTF-8 (Kea: "Invalid character")')
            return
        text = _character(data, start)
        character = text or "\ufffd"
        width = max(1, len(character.encode()) if text else 1)
        name = unicodedata.name(character, "a control character")
        number = f"U+{ord(character):04X}"
        if not text:
            number, name = f"0x{data[start]:02X}", "an octet that is no UTF-8"
        if error.code == "quote":
            message = f'{number} {name} here; JSON needs "'
            edits = [Edit(source, start, start + width, b'"')]
            ends = quoted_otherwise(data, start)
            if ends is None:  # nothing that it encloses
                edits = []
            elif data[ends[1] : ends[2]] != b'"':
                edits.append(Edit(source, ends[1], ends[2], b'"'))
        else:
            message = f"{number} {name} here; it is no blank of JSON"
            edits = [Edit(source, start, start + width, b" " if start else b"")]
        fix = Fix("write what JSON has", tuple(edits)) if text and edits else None
        shown = error.text.rpartition(" ")[2]
        yield RULE.finding(
            Place(source, start, start + width), f'{message} (Kea: "Invalid character: {shown}")', fix, str(error)
        )


def _character(data: bytes, start: int) -> str:
    """The character that begins here, empty when none does."""
    for stop in range(start + 1, start + 5):
        try:
            return data[start:stop].decode()
        except UnicodeDecodeError:
            continue
    return ""
