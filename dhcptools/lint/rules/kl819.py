"""No old log file is kept.

## What it does
Finds `"maxver": 0` of an output that is a file.

## Why is this bad
When the file has reached `maxsize` it begins anew, and what was in it is gone, most likely just the hours one needs.

## Example
```json
{ "output": "/var/log/kea/kea-dhcp4.log", "maxver": 0 }
```

## Use instead
```json
{ "output": "/var/log/kea/kea-dhcp4.log", "maxver": 8 }
```

## Kea versions
Never noticed: it is allowed in every version. The default is 1.

## References
Kea Administrator Reference Manual, "The maxver (integer) Option".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL819", "log-without-old-versions", Severity.WARNING, "-", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Look at each file that is logged to."""
    for logger in context.loggers:
        for output in logger.outputs:
            if output.path is not None and output.integer("maxver") == 0:
                yield RULE.finding(output.at("maxver"), "maxver 0: a full log begins anew, and the old one is gone")
