"""A logger has no severity.

## What it does
Finds loggers without `severity`.

## Why is this bad
The server accepts the configuration and then does not start: it has no default for it.

## Example
```json
"loggers": [ { "name": "kea-dhcp4", "output_options": [ { "output": "stdout" } ] } ]
```

## Use instead
```json
"loggers": [ { "name": "kea-dhcp4", "severity": "INFO", "output_options": [ { "output": "stdout" } ] } ]
```

## Kea versions
`kea-dhcp4 -t` and `kea-dhcp6 -t` do not look at loggers, in any version.

## References
Kea Administrator Reference Manual, "Logging Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.refused.refusal import placed
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL811", "logger-without-severity", Severity.ERROR, "S", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Look at each logger."""
    for logger in context.loggers:
        if "severity" not in logger.entries:
            text = placed("loggers entry does not have a mandatory 'severity' element", logger.node)
            kea = "" if context.family else text  # the DHCP servers do not read their loggers with -t
            yield RULE.finding(logger.at("name"), f'logger "{logger.name}" has no severity', kea=kea)
