"""A hook library is loaded twice.

## What it does
Compares the file names of the libraries, whatever directory they come from.

## Why is this bad
Each copy registers its commands and callouts: every command is run twice and its second run answers, so that
`lease4-add` adds the lease and then reports that it exists already. It happens when configurations are pasted
together.

## Example
```json
"hooks-libraries": [
  { "library": "libdhcp_lease_cmds.so" },
  { "library": "libdhcp_ha.so", "parameters": { ... } },
  { "library": "libdhcp_lease_cmds.so" }
]
```

## Use instead
```json
"hooks-libraries": [
  { "library": "libdhcp_lease_cmds.so" },
  { "library": "libdhcp_ha.so", "parameters": { ... } }
]
```

## Kea versions
Never noticed, by `-t`, `-T` or at the start, in any version. The fix removes later copies that have the same
parameters, and is safe.

## References
Kea Administrator Reference Manual, "Order of Configuration" of hook libraries.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.edits import remove_member
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.model.services import Hook
from dhcptools.lint.rule import Rule

RULE = Rule("KL720", "hook-loaded-twice", Severity.WARNING, "-", fixable=True)


def check(context: Context) -> Iterator[Finding]:
    """Look each file name up among those before it."""
    seen: dict[str, Hook] = {}
    for hook in context.hooks:
        if not hook.name:
            continue
        before = seen.setdefault(hook.name, hook)
        if before is not hook:
            message = f"{hook.name.removesuffix('.so')} loaded twice"
            yield RULE.finding(hook.at("library"), message, _fix(context, before, hook))


def _fix(context: Context, before: Hook, again: Hook) -> Fix | None:
    container = context.top.get("hooks-libraries")
    if container is None or before.node.plain() != again.node.plain():
        return None
    edit = remove_member(container, again.node)
    return None if edit is None else Fix(f"remove the second {again.name}", (edit,))
