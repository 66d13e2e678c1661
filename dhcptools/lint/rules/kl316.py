"""The identifier of a reservation is written in a way that Kea does not read.

## What it does
Reads `hw-address`, `duid`, `circuit-id`, `client-id` and `flex-id`: hexadecimal digits in one piece, in pairs with
colons, or text in apostrophes inside the quotes.

## Why is this bad
Kea does not start. Hyphens are what Windows and many switches show, groups with dots what Cisco's do.

## Example
```json
{ "hw-address": "1a-1b-1c-1d-1e-1f", "ip-address": "192.0.2.11" }
```

## Use instead
```json
{ "hw-address": "1a:1b:1c:1d:1e:1f", "ip-address": "192.0.2.11" }
```

Text is `"flex-id": "'port-7'"`.

## Kea versions
Refused by `-t` in every version: *invalid host identifier value*. The fix is there for hexadecimal digits with other
separators, and safe.

## References
Kea Administrator Reference Manual, "Host Reservations in DHCPv4".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.edits import quoted, replace_value
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.model.data import is_hexadecimal
from dhcptools.lint.rule import Rule

RULE = Rule("KL316", "identifier-not-hexadecimal", Severity.ERROR, "t", fixable=True)

_SEPARATED: Final = re.compile(r"(?:[0-9a-fA-F]{2}|[0-9a-fA-F]{4})(?:[-._: ](?:[0-9a-fA-F]{2}|[0-9a-fA-F]{4}))+")


def check(context: Context) -> Iterator[Finding]:
    """Read the identifiers of every reservation."""
    for reservation in context.reservations:
        for key in reservation.identifiers:
            text = reservation.text(key)
            if text is None or (text and is_hexadecimal(text)):
                continue
            at = reservation.at(key)
            if not text:
                yield RULE.finding(
                    at, f"{key} is empty", kea=f"empty host identifier used ({reservation.node.position})"
                )
                continue
            kea = f"invalid host identifier value '{text}' ({reservation.node.position})"
            if _SEPARATED.fullmatch(text):
                better = bytes.fromhex(re.sub("[^0-9a-fA-F]", "", text)).hex(":")
                fix = Fix(f"write {better}", (replace_value(at, quoted(better)),))
                yield RULE.finding(at, f'"{text}" is not accepted; use colons', fix, kea)
            else:
                yield RULE.finding(at, f'"{text}" is not hexadecimal; text is written "\'{text}\'"', kea=kea)
