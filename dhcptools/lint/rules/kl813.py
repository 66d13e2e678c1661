"""The debug level of a logger is out of range.

## What it does
Compares `debuglevel` with 0 to 99.

## Why is this bad
The server accepts the configuration and then does not start.

## Example
```json
{ "name": "kea-dhcp4", "severity": "DEBUG", "debuglevel": 100 }
```

## Use instead
```json
{ "name": "kea-dhcp4", "severity": "DEBUG", "debuglevel": 99 }
```

## Kea versions
`kea-dhcp4 -t` and `kea-dhcp6 -t` do not look at loggers, in any version. Kea 2.2 stops with *stringValue() called on
non-string Element*, which does not say why.

## References
Kea Administrator Reference Manual, "The debuglevel (integer) Logger".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.refused.refusal import placed
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL813", "logger-debuglevel-range", Severity.ERROR, "S", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Look at each logger."""
    for logger in context.loggers:
        level = logger.integer("debuglevel")
        if level is not None and not 0 <= level <= 99:
            dies = ' (Kea 2.2 dies with "stringValue() called on non-string")' if context.target < (2, 4, 0) else ""
            at = logger.at("debuglevel")
            kea = "" if context.family else placed("stringValue() called on non-string Element in", at)
            yield RULE.finding(at, f"debuglevel {level} is out of 0..99{dies}", kea=kea)
