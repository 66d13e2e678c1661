"""A reservation by an identifier that is not looked for.

## What it does
Compares the identifier of every reservation with `host-reservation-identifiers`. Without that list Kea looks for hw-
address, duid, circuit-id and client-id in DHCPv4, for hw-address and duid in DHCPv6; flex-id must always be named.

## Why is this bad
The reservation never matches, and nothing says so.

## Example
```json
"host-reservation-identifiers": [ "hw-address" ],
"reservations": [ { "client-id": "01:02:00:5e:00:53:01", "hostname": "printer" } ]
```

## Use instead
```json
"host-reservation-identifiers": [ "hw-address", "client-id" ],
"reservations": [ { "client-id": "01:02:00:5e:00:53:01", "hostname": "printer" } ]
```

## Kea versions
Never noticed by `-t`, in any version.

## References
Kea Administrator Reference Manual, "Fine-Tuning DHCPv4 Host Reservation".
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL306", "identifier-not-looked-for", Severity.ERROR, "-")

_KEY = "host-reservation-identifiers"
_BUILT_IN = {4: ["hw-address", "duid", "circuit-id", "client-id"], 6: ["hw-address", "duid"]}


def check(context: Context) -> Iterator[Finding]:
    """Look at the identifier of every reservation."""
    listed = [item.text for item in context.top.texts(_KEY)]
    if _KEY in context.top.entries and not listed:
        return  # no list, or an empty one: Kea refuses it
    looked_for = listed or _BUILT_IN[context.family]
    if "auto" in looked_for:
        return
    for reservation in context.reservations:
        found = reservation.identifier
        if found is not None and found[0] not in looked_for:
            message = f"{found[0]} reservation never matches: {_KEY} is {json.dumps(looked_for)}"
            yield RULE.finding(reservation.entries[found[0]], message)
