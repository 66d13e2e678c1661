"""A hook library is not there.

## What it does
Asks the host for the files that `library` names with their whole path. Silent when nothing is known of the host
(`--host-facts`).

## Why is this bad
The server does not start: *hooks library … failed to open*.

## Example
```json
"hooks-libraries": [ { "library": "/usr/lib/kea/hooks/libdhcp_no_such.so" } ]
```

## What to do
Install the library, or write the path it has. Debian keeps hooks below `/usr/lib/x86_64-linux-gnu/kea/hooks`, ISC's
packages for Red Hat below `/usr/lib64/kea/hooks`. Since 2.6.3 the file name alone is enough.

## Kea versions
Refused by `-t` in every version, on the host it runs on.

## References
Kea Administrator Reference Manual, "Configuring Hook Libraries".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.paths import are_restricted
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL721", "hook-missing", Severity.ERROR, "t", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Ask the host for each library; newer versions look a bare name up in a directory of theirs."""
    bare = are_restricted(context.target)
    missing = [
        hook
        for hook in context.hooks
        if (hook.path.startswith("/") or (hook.path and not bare)) and context.facts.exists(hook.path) is False
    ]
    entry = context.top.entries.get("hooks-libraries")
    names = ", ".join(hook.path for hook in missing)
    said = f"hooks libraries failed to validate - library or libraries in error are: {names}"
    for hook in missing:
        kea = f"{said} ({entry.position})" if entry is not None else said
        yield RULE.finding(hook.at("library"), f"hook library file {hook.path} does not exist", kea=kea)
