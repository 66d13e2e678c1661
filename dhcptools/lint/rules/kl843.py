r"""The pattern of a log has no end of line.

## What it does
Looks for a line feed, `\n` or `%n`, in the patterns of logs that go to files or to the terminal.

## Why is this bad
Kea adds none: all messages are written in one line, which neither people nor log collectors can read.

## Example
```json
"output_options": [ { "output": "/var/log/kea/kea-dhcp4.log", "pattern": "%D %-5p %m" } ]
```

## Use instead
```json
"output_options": [ { "output": "/var/log/kea/kea-dhcp4.log", "pattern": "%D %-5p %m\n" } ]
```

## Kea versions
Never noticed by `-t`. Tested with 2.2. To syslog messages go one by one, whatever the pattern.

## References
Kea Administrator Reference Manual, "Logging", "pattern".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL843", "log-pattern-without-line-end", Severity.WARNING, "-", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Look at each pattern."""
    for logger in context.loggers:
        for output in logger.outputs:
            pattern, where = output.text("pattern"), output.output or ""
            if pattern and not where.startswith("syslog") and "\n" not in pattern and "%n" not in pattern:
                message = f'pattern "{pattern}" has no \\n: all messages are written in one line'
                yield RULE.finding(output.at("pattern"), message)
