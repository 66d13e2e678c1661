"""Log files are not rotated because their size is too small.

## What it does
Finds `maxsize` above 0 and below 204800 octets.

## Why is this bad
The logging library takes such a size as no limit: the file grows until the disk is full. Sizes are octets, not
kilobytes. 0 turns rotation off as well, but says so, and is left alone.

## Example
```json
{ "output": "/var/log/kea/kea-dhcp4.log", "maxsize": 2048 }
```

## Use instead
```json
{ "output": "/var/log/kea/kea-dhcp4.log", "maxsize": 2048000 }
```

## Kea versions
Never noticed: it is allowed in every version. The default is 10240000.

## References
Kea Administrator Reference Manual, "The maxsize (integer) Option".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL820", "log-not-rotated", Severity.WARNING, "-", daemons=EVERY)

_SMALLEST: Final = 204_800  # octets, of log4cplus


def check(context: Context) -> Iterator[Finding]:
    """Look at each file that is logged to."""
    for logger in context.loggers:
        for output in logger.outputs:
            size = output.integer("maxsize")
            if output.path is not None and size is not None and 0 < size < _SMALLEST:
                message = f"maxsize {size} is below {_SMALLEST}: rotation is disabled"
                yield RULE.finding(output.at("maxsize"), message)
