"""A DDNS parameter stands where it was up to 1.7.

## What it does
Finds `qualifying-suffix`, `replace-client-name` and the like in `dhcp-ddns` when the target is 2.6 or newer.

## Why is this bad
Kea does not start after the upgrade: they are global parameters now, and may differ by subnet.

## Example
```json
"dhcp-ddns": { "enable-updates": true, "qualifying-suffix": "example.org" }
```

## Use instead
```json
"dhcp-ddns": { "enable-updates": true },
"ddns-qualifying-suffix": "example.org"
```

## Kea versions
Deprecated since 1.7.1, refused by `-t` since 2.6.0. The fix is safe: where both are given the global one counts.

## References
Kea Administrator Reference Manual, "DDNS for DHCPv4".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.kea.syntax import Fault
from dhcptools.lint.context import Context
from dhcptools.lint.edits import add_member, remove_member
from dhcptools.lint.finding import Finding, Fix, Place, Severity
from dhcptools.lint.rule import Rule

_GLOBAL: Final = {
    "qualifying-suffix": "ddns-qualifying-suffix",
    "override-no-update": "ddns-override-no-update",
    "override-client-update": "ddns-override-client-update",
    "replace-client-name": "ddns-replace-client-name",
    "generated-prefix": "ddns-generated-prefix",
    "hostname-char-set": "hostname-char-set",
    "hostname-char-replacement": "hostname-char-replacement",
}

RULE = Rule("KL111", "ddns-keyword-moved", Severity.ERROR, "v", fixable=True)


def check(context: Context) -> Iterator[Finding]:
    """Pass on what the grammar of the target refuses."""
    for fault in context.faults("removed"):
        if fault.spec is None or fault.spec.name != "dhcp-ddns" or fault.entry is None:
            continue
        instead = _GLOBAL.get(fault.name)
        message = f'dhcp-ddns."{fault.name}" was removed in {removed(fault)}'
        if instead:
            message += f'; use global "{instead}"'
        kea = f"{fault.source.position(fault.start)}: {fault.text}"
        yield RULE.finding(Place(fault.source, fault.start, fault.stop), message, moved(context, fault, instead), kea)


def removed(fault: Fault) -> str:
    """The version since which it is refused."""
    return ".".join(map(str, fault.keyword.until or ())) if fault.keyword is not None else ""


def moved(context: Context, fault: Fault, instead: str | None) -> Fix | None:
    """The same value under the global keyword, and the old one taken away."""
    entry, container = fault.entry, fault.node
    if instead is None or entry is None or container is None:
        return None
    if instead in context.top.entries:
        gone = remove_member(container, entry)
        return None if gone is None else Fix(f'remove it: "{instead}" counts', (gone,))
    if entry.node.source is not context.top.node.source or not isinstance(entry.node.value, str | bool):
        return None
    written = entry.node.source.data[entry.node.start : entry.node.stop]
    there, gone = add_member(context.top.node, instead, written), remove_member(container, entry)
    return None if there is None or gone is None else Fix(f'move it to "{instead}"', (there, gone))
