"""A debug level has no effect.

## What it does
Finds loggers with a `debuglevel` above 0 whose `severity` is not DEBUG.

## Why is this bad
The level counts among DEBUG messages only. Who raised it to see more sees nothing more.

## Example
```json
{ "name": "kea-dhcp4", "severity": "INFO", "debuglevel": 55 }
```

## Use instead
```json
{ "name": "kea-dhcp4", "severity": "DEBUG", "debuglevel": 55 }
```

## Kea versions
Never noticed: it is allowed in every version.

## References
Kea Administrator Reference Manual, "The debuglevel (integer) Logger".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL814", "logger-debuglevel-unused", Severity.INFO, "-", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Look at each logger."""
    for logger in context.loggers:
        level, severity = logger.integer("debuglevel"), logger.text("severity")
        if level is not None and 0 < level <= 99 and severity is not None and severity.upper() != "DEBUG":
            message = f"debuglevel {level} has no effect while severity is {severity}"
            yield RULE.finding(logger.at("debuglevel"), message)
