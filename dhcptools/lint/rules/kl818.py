"""The directory of a log file is not there.

## What it does
Asks the host for the directories of the log files. Silent when nothing is known of the host (`--host-facts`).

## Why is this bad
The daemon accepts the configuration and then does not start, or runs without the log.

## Example
```json
{ "output": "/nope/kea-dhcp4.log" }
```

## Use instead
```json
{ "output": "/var/log/kea/kea-dhcp4.log" }
```

## Kea versions
`kea-dhcp4 -t` and `kea-dhcp6 -t` do not look at loggers, in any version.

## References
Kea Administrator Reference Manual, "The output (string) Option".
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL818", "log-directory-missing", Severity.ERROR, "S", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Ask the host for each directory."""
    for logger in context.loggers:
        for output in logger.outputs:
            path = PurePosixPath(output.path or "")
            if path.is_absolute() and context.facts.is_directory(str(path.parent)) is False:
                yield RULE.finding(output.at("output"), f"log directory {path.parent} does not exist")
