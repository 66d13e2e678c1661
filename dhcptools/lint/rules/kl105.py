"""A keyword is deprecated in the target version.

## What it does
Finds keywords that the target still takes, with a warning or without, and that a newer one replaces.

## Why is this bad
They will be removed: the next upgrade refuses the file. The new ones may be used now.

## Example
```json
"client-class": "phones"
```

## Use instead
```json
"client-classes": [ "phones" ]
```

## Kea versions
`client-class`, `require-client-classes`, `only-if-required`, `output_options` are deprecated since 2.7.4 (3.0),
`ddns-use-conflict-resolution` since 2.5.0, `data-directory` since 2.7.9, `hosts-database` and `control-socket` since
3.3.0. The fix is safe.

## References
Kea Administrator Reference Manual, "JSON Configuration". Release notes of Kea 3.0.0.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.kea.tree import Entry
from dhcptools.lint.context import Context
from dhcptools.lint.edits import quoted, rename_key, replace_value, wrap_in_list
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.model.scope import Scope
from dhcptools.lint.rule import EVERY, Rule
from dhcptools.lint.versions import Version, show

_OLD: Final[dict[str, tuple[Version, str, str]]] = {
    "client-class": ((3, 0, 0), "client-classes", '"client-classes": [ ... ]'),
    "require-client-classes": ((3, 0, 0), "evaluate-additional-classes", '"evaluate-additional-classes"'),
    "only-if-required": ((3, 0, 0), "only-in-additional-list", '"only-in-additional-list"'),
    "output_options": ((3, 0, 0), "output-options", '"output-options"'),
    "ddns-use-conflict-resolution": ((2, 5, 0), "ddns-conflict-resolution-mode", '"ddns-conflict-resolution-mode"'),
    "data-directory": ((3, 0, 0), "", "the environment variable KEA_DHCP_DATA_DIR"),
    "hosts-database": ((3, 3, 0), "hosts-databases", '"hosts-databases": [ ... ]'),
    "control-socket": ((3, 3, 0), "control-sockets", '"control-sockets": [ ... ]'),
}

RULE = Rule("KL105", "keyword-deprecated", Severity.WARNING, "v", fixable=True, daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Look for old keywords in the scopes that may have them."""
    if context.target < (2, 5, 0):
        return
    for scope, keys in scopes(context):
        for key in keys:
            entry = scope.entries.get(key)
            if entry is None:
                continue
            since, instead, shown = _OLD[key]
            if context.target < since or gone(context, key):
                continue
            message = f'"{key}" is deprecated since {show(since).removesuffix(".0")}; use {shown}'
            yield RULE.finding(entry, message, mended(scope, entry, instead))


def scopes(context: Context) -> Iterator[tuple[Scope, tuple[str, ...]]]:
    """Every scope with the old keywords that it may have."""
    yield context.top, ("ddns-use-conflict-resolution", "data-directory", "hosts-database", "control-socket")
    for scope in context.guarded:
        yield scope, ("client-class", "require-client-classes", "ddns-use-conflict-resolution")
    for each in context.classes:
        yield each, ("only-if-required",)
    for logger in context.loggers:
        yield logger, ("output_options",)


def gone(context: Context, key: str) -> bool:
    """Whether the target does not take it at all any more, which KL104 tells."""
    return any(fault.name == key for fault in context.faults("removed"))


def mended(scope: Scope, entry: Entry, instead: str) -> Fix | None:
    """The new keyword with the same value, or a list of it."""
    if not instead or instead in scope.entries:
        return None
    edits = [rename_key(entry, instead)]
    value = entry.node.value
    if entry.key == "ddns-use-conflict-resolution":
        if not isinstance(value, bool):
            return None
        edits.append(replace_value(entry.node, quoted("check-with-dhcid" if value else "no-check-with-dhcid")))
    elif instead in {"client-classes", "hosts-databases", "control-sockets"}:
        edits += wrap_in_list(entry.node)
    return Fix(f'write "{instead}"', tuple(edits))
