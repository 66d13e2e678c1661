"""A reservation that reserves nothing.

## What it does
Finds reservations with an identifier and neither address nor prefix, name, class, option, nor boot field.

## Why is this bad
Kea 2.2 does not start with it. Later versions take it to make a client KNOWN; then a comment should say so.

## Example
```json
"reservations": [ { "hw-address": "02:00:5e:00:53:01" } ]
```

## Use instead
```json
"reservations": [ { "hw-address": "02:00:5e:00:53:01", "hostname": "printer" } ]
```

## Kea versions
Refused by 2.2 (`must include at least one resource`), accepted by 2.6 and 3.0.

## References
Kea Administrator Reference Manual, "Host Reservations in DHCPv4".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL317", "reservation-empty", Severity.ERROR, "v")

_LISTS = ("ip-addresses", "prefixes", "client-classes", "option-data")
_TEXTS = ("ip-address", "hostname", "next-server", "server-hostname", "boot-file-name")
_ALLOWED = (2, 4, 0)


def check(context: Context) -> Iterator[Finding]:
    """Look at every reservation, for versions that refuse it."""
    if context.target >= _ALLOWED:
        return
    for reservation in context.reservations:
        given = any(reservation.nodes(key) for key in _LISTS) or any(
            key in reservation.entries and reservation.text(key) != "" for key in _TEXTS
        )
        if reservation.identifiers and not given:
            message = "reservation has an identifier and nothing else (error in 2.2.0)"
            kea = "specified reservation must include at least one resource, i.e. hostname, IPv4 address, "
            yield RULE.finding(reservation.node, message, kea=f"{kea}IPv6 address/prefix, options")
