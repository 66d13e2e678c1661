"""A pool is a prefix with host bits.

## What it does
Finds pools written as `PREFIX/LENGTH` whose address is not the first of the prefix.

## Why is this bad
Before 2.3.4 Kea takes the addresses from the written one to the end of the prefix, less than one thinks; newer
versions do not start.

## Example
```json
"pools": [ { "pool": "192.0.2.10/28" } ]
```

## Use instead
```json
"pools": [ { "pool": "192.0.2.10-192.0.2.15" } ]
```

## Kea versions
Refused by `-t` since 2.3.4: *Failed to create pool defined by*. The fix writes the addresses that Kea 2.2 takes, and
is safe; it may be that the whole prefix was meant.

## References
Kea Administrator Reference Manual, "Configuration of IPv4 Address Pools".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.edits import quoted, replace_value
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.model.values import prefix, show
from dhcptools.lint.rule import Rule

RULE = Rule("KL229", "pool-host-bits", Severity.ERROR, "v", fixable=True)


def check(context: Context) -> Iterator[Finding]:
    """Read each pool that is a prefix."""
    for pool in context.pools:
        text = re.sub(r"\s+", "", pool.text("pool") or "")
        written = prefix(text, context.family) if "/" in text else None
        if written is None or written.address == written.first:
            continue
        at = pool.at("pool")
        first, last = (show(number, context.family) for number in (written.address, written.last))
        fix = Fix(f"write {first}-{last}", (replace_value(at, quoted(f"{first}-{last}")),))
        kea = f"Failed to create pool defined by: {text} ({at.position})" if context.target >= (2, 3, 4) else ""
        taken = f"{first}-{last}"
        message = f"pool {pool.label} has host bits (2.2.0 quietly takes {taken}; 2.4+ refuses)"
        found = RULE.finding(at, message, fix, kea)
        yield found if kea else found._replace(severity=Severity.WARNING)
