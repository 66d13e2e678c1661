"""reservations-out-of-pool without reservations-in-subnet.

## What it does
Finds scopes in which `reservations-out-of-pool` is true and `reservations-in-subnet` false.

## Why is this bad
The first says where the reservations of a subnet are; the second says that they are not looked for at all. So it has
no effect, and none of them is given.

## Example
```json
"reservations-in-subnet": false,
"reservations-out-of-pool": true
```

## Use instead
```json
"reservations-in-subnet": true,
"reservations-out-of-pool": true
```

## Kea versions
Never noticed by `-t`, in any version.

## References
Kea Administrator Reference Manual, "Fine-Tuning DHCPv4 Host Reservation".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.timers import scopes
from dhcptools.lint.rule import Rule

RULE = Rule("KL308", "out-of-pool-without-in-subnet", Severity.WARNING, "-")

_OUT, _IN = "reservations-out-of-pool", "reservations-in-subnet"


def check(context: Context) -> Iterator[Finding]:
    """Look at every scope that writes one of the two."""
    for scope in scopes(context):
        key = _OUT if _OUT in scope.entries else _IN
        if key in scope.entries and scope.inherited_boolean(_OUT, False) and not scope.inherited_boolean(_IN, True):
            yield RULE.finding(scope.at(key), f"{_OUT} has no effect while {_IN} is false")
