"""A logger is configured twice.

## What it does
Compares the names of the loggers.

## Why is this bad
The later block wins as a whole: what the first one says of severity and outputs is lost.

## Example
```json
"loggers": [
  { "name": "kea-dhcp4", "severity": "INFO", "output_options": [ { "output": "syslog" } ] },
  { "name": "kea-dhcp4", "severity": "DEBUG" }
]
```

## Use instead
```json
"loggers": [
  { "name": "kea-dhcp4", "severity": "DEBUG", "output_options": [ { "output": "syslog" } ] }
]
```

## Kea versions
Never noticed, in any version.

## References
Kea Administrator Reference Manual, "Loggers".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL816", "logger-configured-twice", Severity.WARNING, "-", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Look each name up among those before it."""
    seen: set[str] = set()
    for logger in context.loggers:
        if logger.name and logger.name in seen:
            yield RULE.finding(logger.at("name"), f'logger "{logger.name}" configured twice')
        seen.add(logger.name)
