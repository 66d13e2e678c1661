"""The text is not what Kea's parser can read.

## What it does
Tells of every place where Kea's parser would stop: a comma or a bracket that is missing, a character that begins no
value, a string that is not closed, a number that does not fit into 64 bits. It goes on after each, so that one run
shows all of them.

## Why is this bad
Kea does not start with such a file, and on a reload it keeps the old configuration. Its own check names the first
place only.

## Example
```json
"valid-lifetime": 4000
"renew-timer": 1000
```

## Use instead
```json
"valid-lifetime": 4000,
"renew-timer": 1000
```

## Kea versions
Refused by `-t` in every version, with the words that stand behind *Kea:* in the finding.

## References
Kea Administrator Reference Manual, "JSON Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.kea.tree import DialectError
from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Place, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL001", "syntax-error", Severity.ERROR, "t", daemons=EVERY)

_LONGEST: Final = 60
_CODES: Final = ("syntax", "character", "string", "escape", "number", "directive", "depth")


def check(context: Context) -> Iterator[Finding]:
    """Pass on what the parser told, but for what has a rule of its own."""
    for error in context.errors(*_CODES):
        if error.place is None or has_its_own_rule(error) or error.place[0].data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            continue
        yield RULE.finding(Place(*error.place), said(error), kea=str(error))


def has_its_own_rule(error: DialectError) -> bool:
    """Whether KL007 or KL012 tells of it, octets of UTF-16 too."""
    if error.code == "escape":
        return error.text.startswith("Unsupported unicode")
    return error.code == "character" and error.text.startswith("Invalid character: \\x")


def said(error: DialectError) -> str:
    """The same in words that name what stands there."""
    if error.hint:
        return f"syntax error: {error.hint}"
    if error.place is None or not error.text.startswith("syntax error, "):
        text = error.text if len(error.text) <= _LONGEST else f"{error.text[:_LONGEST]}..."
        return f"syntax error: {text[:1].lower()}{text[1:]}"
    source, start, stop = error.place
    found = source.data[start:stop].decode("utf-8", "backslashreplace")
    if not found and not error.text.endswith("expecting {"):
        return "syntax error: the file ends too early: a bracket is not closed"
    found = found or "the end of the file"
    if found[0] not in '"t' and error.text.find("expecting") < 0:
        return f'syntax error: "{found}" cannot stand here'
    expected = error.text.partition("expecting ")[2]
    wanted = expected.replace(" or ", " or ").replace("}", '"}"').replace("]", '"]"').replace("{", '"{"')
    wanted = wanted.replace(":", '":"') if wanted == ":" else wanted
    quoted = found if found[0] in '"t' else f'"{found}"'
    return (
        f"syntax error: expected {wanted} here, found {quoted}"
        if wanted
        else f"syntax error: {quoted} cannot stand here"
    )
