"""A hardware address is compared with its text.

## What it does
Finds comparisons of `pkt4.mac` with text, or with octets of another number than six.

## Why is this bad
`pkt4.mac` is the six octets themselves, not their text with colons: the comparison is false for every packet.

## Example
```json
"test": "pkt4.mac == '00:11:22:33:44:55'"
```

## Use instead
```json
"test": "pkt4.mac == 0x001122334455"
```

## Kea versions
Never noticed by `-t`, in any version.

## References
Kea Administrator Reference Manual, *Client Classification*.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL504", "mac-compared-with-text", Severity.ERROR, "-", fixable=True)


def check(context: Context) -> Iterator[Finding]:
    """Judge comparisons by the lengths of their sides."""
    for tested in context.expressions:
        for remark in tested.remarks:
            if remark.rule == RULE.id:
                edit = tested.edit(remark)
                fix = None if edit is None else Fix("write the octets", (edit,), safe=False)
                yield RULE.finding(tested.place(remark), remark.message, fix)
