"""The severity of a logger does not exist.

## What it does
Compares `severity` with FATAL, ERROR, WARN, INFO, DEBUG and NONE, in any case.

## Why is this bad
Kea logs at INFO then, after a line that is easily missed: who wanted DEBUG gets no details, who wanted silence gets
noise.

## Example
```json
{ "name": "kea-dhcp4", "severity": "VERBOSE" }
```

## Use instead
```json
{ "name": "kea-dhcp4", "severity": "DEBUG", "debuglevel": 50 }
```

## Kea versions
Never noticed by `-t`, in any version.

## References
Kea Administrator Reference Manual, "The severity (string) Logger".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL812", "logger-unknown-severity", Severity.ERROR, "-", daemons=EVERY)

_SEVERITIES: Final = ("FATAL", "ERROR", "WARN", "INFO", "DEBUG", "NONE")


def check(context: Context) -> Iterator[Finding]:
    """Look at each logger."""
    for logger in context.loggers:
        severity = logger.text("severity")
        if severity is not None and severity.upper() not in _SEVERITIES:
            message = f'severity "{severity}" unknown: {", ".join(_SEVERITIES)}'
            yield RULE.finding(logger.at("severity"), message)
