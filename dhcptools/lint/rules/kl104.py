"""A keyword is gone from the target version.

## What it does
Finds keywords that older versions took and the target does not, and says what came in their place. Keywords of
`dhcp-ddns` (KL111) and of `relay` (KL110) have rules of their own.

## Why is this bad
Kea does not start after the upgrade.

## Example
```json
"reservation-mode": "out-of-pool"
```

## Use instead
```json
"reservations-global": false,
"reservations-in-subnet": true,
"reservations-out-of-pool": true
```

## Kea versions
Refused by `-t` from the version named. The fix is safe: the new parameters are older than the removal, and mean the
same.

## References
Kea Administrator Reference Manual, "JSON Configuration". Release notes of Kea 2.6.0 and 3.3.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.kea.syntax import Fault
from dhcptools.lint.context import Context
from dhcptools.lint.edits import rename_key, replace_member, wrap_in_list
from dhcptools.lint.finding import Finding, Fix, Place, Severity
from dhcptools.lint.rule import EVERY, Rule

_OTHERS: Final = frozenset(("dhcp-ddns", "relay"))
_FLAGS: Final = ("reservations-global", "reservations-in-subnet", "reservations-out-of-pool")
_MODES: Final = {
    "all": (False, True, False),
    "out-of-pool": (False, True, True),
    "global": (True, False, False),
    "disabled": (False, False, False),
    "off": (False, False, False),
}
_PLURALS: Final = {"control-socket": "control-sockets", "hosts-database": "hosts-databases"}
_INSTEAD: Final = {
    "reservation-mode": "reservations-global / -in-subnet / -out-of-pool",
    "control-socket": '"control-sockets": [ ... ]',
    "hosts-database": '"hosts-databases": [ ... ]',
}

RULE = Rule("KL104", "keyword-removed", Severity.ERROR, "v", fixable=True, daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Pass on what the grammar of the target refuses and that of an older version took."""
    for fault in context.faults("removed"):
        if fault.keyword is None or fault.entry is None or fault.spec is None or fault.spec.name in _OTHERS:
            continue
        gone = ".".join(map(str, fault.keyword.until or ()))
        message = f'"{fault.name}" was removed in {gone}'
        instead = _INSTEAD.get(fault.name)
        if instead:
            message += f"; use {instead}"
        kea = f"{fault.source.position(fault.start)}: {fault.text}"
        yield RULE.finding(Place(fault.source, fault.start, fault.stop), message, mended(fault), kea)


def mended(fault: Fault) -> Fix | None:
    """The edits that say the same in the target's words."""
    entry, container = fault.entry, fault.node
    if entry is None or container is None or not isinstance(container.value, dict):
        return None
    value = entry.node.value
    if fault.name == "reservation-mode" and isinstance(value, str) and value in _MODES:
        if any(key in container.value for key in _FLAGS):
            return None
        words = (f'"{key}": {str(flag).lower()}' for key, flag in zip(_FLAGS, _MODES[value], strict=True))
        return Fix("write three flags", (replace_member(entry, ", ".join(words)),))
    plural = _PLURALS.get(fault.name)
    if plural is not None and plural not in container.value:
        return Fix(f'write "{plural}"', (rename_key(entry, plural), *wrap_in_list(entry.node)))
    return None
