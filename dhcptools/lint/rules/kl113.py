"""A value is not one of the words that its keyword takes.

## What it does
Finds values outside of the words of an enumeration. They are case-sensitive. Database types have a rule of their own
(KL114).

## Why is this bad
Kea does not start.

## Example
```json
"dhcp-socket-type": "tcp"
```

## Use instead
```json
"dhcp-socket-type": "udp"
```

## Kea versions
Refused by `-t` in every version: `unexpected constant string, expecting raw or udp`.

## References
Kea Administrator Reference Manual, "JSON Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Place, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL113", "unknown-word", Severity.ERROR, "t", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Pass on what the grammar refuses."""
    for fault in context.faults("word"):
        keyword = fault.keyword
        if keyword is None or "memfile" in keyword.words or fault.node is None:
            continue
        words = [word for word in keyword.words if word != "off"]
        wanted = " or ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else words[0]
        value = str(fault.node.value)
        message = f'"{fault.name}" must be {wanted}, got "{value}"'
        near = get_close_matches(value.lower(), words, 1, 0.7)
        if near and len(words) > 3:
            message += f'; did you mean "{near[0]}"?'
        kea = f"{fault.source.position(fault.start)}: {fault.text}"
        yield RULE.finding(Place(fault.source, fault.start, fault.stop), message, kea=kea)
