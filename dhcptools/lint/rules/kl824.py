"""A file with secrets may be read by everybody.

## What it does
Asks the host for the mode of each file, included ones too, in which a password or a TSIG secret is written. Silent
when nothing is known of the host (`--host-facts`).

## Why is this bad
Every user of the host, and every service that somebody breaks into, has the password of the database, the control
channel or the zone.

## Example
```json
"lease-database": { "type": "mysql", "name": "kea", "user": "kea", "password": "correct horse" }
```

## What to do
`chmod 0640` the file and give it to the group that the daemon runs as, or put the secret into a file of its own
(`password-file`, `secret-file`, `<?include "…"?>`).

## Kea versions
Never noticed: no version looks at the mode of its files.

## References
Kea Administrator Reference Manual, "Kea Security".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL824", "secrets-readable-by-all", Severity.WARNING, "-", daemons=EVERY)

_OTHERS: Final = 0o004


def check(context: Context) -> Iterator[Finding]:
    """Ask the host for the mode of every file that holds a secret; one finding a file."""
    told: set[str] = set()
    for secret in sorted(context.secrets, key=lambda item: item.node.start):
        name = secret.node.source.name
        if name in told:
            continue
        told.add(name)
        mode = context.facts.mode(name)
        if mode is not None and mode & _OTHERS:
            yield RULE.finding(secret.node, f"file with secrets is readable by everybody (mode {mode:04o})")
