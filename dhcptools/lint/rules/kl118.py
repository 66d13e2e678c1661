"""A hook library is outside of the directory that Kea loads from.

## What it does
Finds paths of hook libraries in other directories than Kea's own.

## Why is this bad
To load a library is to run its code as the server's user: since CVE-2025-32801 Kea loads from its own directory only,
which differs from one distribution to another. A name alone is looked up there, everywhere.

## Example
```json
"hooks-libraries": [ { "library": "/usr/lib/kea/hooks/libdhcp_ha.so" } ]
```

## Use instead
```json
"hooks-libraries": [ { "library": "libdhcp_ha.so" } ]
```

## Kea versions
Refused by `-t` of 2.6.3 and later, and from 2.7.9 on. A name alone is understood from the same versions on. 3.0 lifts
it with `-X`. The fix is safe.

## References
CVE-2025-32801. Kea Administrator Reference Manual, "Configuring Hook Libraries".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.edits import quoted, replace_value
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.rule import EVERY, Rule
from dhcptools.lint.versions import Version

_STRANGERS: Final = frozenset(("/usr/lib/kea/hooks", "/opt/lib/kea/hooks"))  # of no package that is confined

RULE = Rule("KL118", "hook-path", Severity.ERROR, "v", fixable=True, daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Look at the directory of every path."""
    if not confined(context.target):
        return
    for hook in context.hooks:
        folder, _, name = hook.path.rpartition("/")
        if (folder and not folder.endswith("/kea/hooks")) or folder in _STRANGERS:
            message = f"hook path {hook.path} is outside the supported directory (2.6.3+/2.7.9+)"
            fix = None
            if name:
                message += f'; give only "{name}"'
                fix = Fix(f"write {name}", (replace_value(hook.at("library"), quoted(name)),))
            yield RULE.finding(hook.at("library"), message, fix)


def confined(target: Version) -> bool:
    """Whether this version loads, logs, listens and writes in its own directories only."""
    return target >= (2, 7, 9) or (2, 6, 3) <= target < (2, 7, 0)
