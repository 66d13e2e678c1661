"""A subnet is not written as a prefix.

## What it does
Reads `subnet` as an address of the family, a slash and a length.

## Why is this bad
Kea does not start.

## Example
```json
"subnet": "192.168.2.0.24"
```

## Use instead
```json
"subnet": "192.168.2.0/24"
```

## Kea versions
Refused by `-t` in every version: `Invalid subnet syntax (prefix/len expected)`. The fix is there when the writing
leaves no doubt, and safe.

## References
RFC 4632 section 3.1; RFC 4291 section 2.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.edits import quoted, replace_value
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.model.values import address, prefix
from dhcptools.lint.refused.lifetimes import enclosing
from dhcptools.lint.rule import Rule

RULE = Rule("KL204", "subnet-not-a-prefix", Severity.ERROR, "t", fixable=True)

_NEARLY: Final = (
    re.compile(r"\s*([0-9.]{7,15}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*?)\s*[./\\| ]+\s*([0-9]{1,3})\s*"),
    re.compile(r"\s*([0-9.]{7,15})\s*/\s*((?:255|254|252|248|240|224|192|128|0)(?:\.[0-9]{1,3}){3})\s*"),
)


def check(context: Context) -> Iterator[Finding]:
    """Read the prefix of each subnet."""
    for subnet in context.subnets:
        text = subnet.text("subnet")
        if text is None or subnet.prefix is not None:
            continue
        at = subnet.at("subnet")
        meant = _meant(text, context.family)
        fix = None if meant is None else Fix(f"write {meant}", (replace_value(at, quoted(meant)),))
        hint = f"; did you mean {meant}?" if meant is not None else ""
        kea = f"Invalid subnet syntax (prefix/len expected):{text} ({at.position})"
        start, slash, _ = text.partition("/")
        if slash and address(start, context.family) is None:
            kea = f"Failed to convert string to address '{start}': Invalid argument"
        kea = f"subnet configuration failed: {kea}{enclosing(subnet)}"
        yield RULE.finding(at, f'"{text}" is not prefix/length{hint}', fix, kea)


def _meant(text: str, family: int) -> str | None:
    """The one prefix that the text can stand for: other separators, blanks, a mask in place of the length."""
    for pattern in _NEARLY:
        found = pattern.fullmatch(text)
        if found is None:
            continue
        length = _length(found[2])
        candidate = f"{found[1]}/{length}"
        if length is not None and prefix(candidate, family) is not None:
            return candidate
    return None


def _length(text: str) -> int | None:
    if "." not in text:
        return int(text)
    mask = address(text, 4)
    if mask is None:
        return None
    length = mask.bit_count()
    return length if mask == (0xFFFFFFFF << (32 - length)) & 0xFFFFFFFF else None
