"""Global reservations that nobody looks for.

## What it does
Finds global `reservations` in a file in which `reservations-global` is true in no scope.

## Why is this bad
Kea looks for global reservations only in scopes that ask for them, and the built-in value is false: hosts, names and
options in that list are never given.

## Example
```json
"reservations": [ { "hw-address": "02:00:5e:00:53:01", "hostname": "printer" } ]
```

## Use instead
```json
"reservations-global": true,
"reservations": [ { "hw-address": "02:00:5e:00:53:01", "hostname": "printer" } ]
```

## Kea versions
Never noticed by `-t`, in any version. The keyword exists since 1.9.1; before, `reservation-mode` "global".

## References
Kea Administrator Reference Manual, "Global Reservations in DHCPv4".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.edits import add_member
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.model.effective import reserves_globally
from dhcptools.lint.rule import Rule

RULE = Rule("KL307", "global-reservations-unread", Severity.ERROR, "-", fixable=True)


def check(context: Context) -> Iterator[Finding]:
    """Ask every scope whether it looks for them."""
    if not context.global_reservations or any(
        reserves_globally(scope) for scope in (context.top, *context.networks, *context.subnets)
    ):
        return
    edit = add_member(context.top.node, "reservations-global", b"true")
    fix = None if edit is None else Fix('add "reservations-global": true', (edit,), safe=False)
    message = "global reservations are never read: reservations-global is false everywhere"
    yield RULE.finding(context.top.entries["reservations"], message, fix)
