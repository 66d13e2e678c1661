"""The ends of a pool are the wrong way round.

## What it does
Compares the two addresses of `FIRST-LAST`.

## Why is this bad
Kea does not start.

## Example
```json
"pools": [ { "pool": "192.0.2.20-192.0.2.10" } ]
```

## Use instead
```json
"pools": [ { "pool": "192.0.2.10-192.0.2.20" } ]
```

## Kea versions
Refused by `-t` in every version: *Failed to create pool defined by*. The fix exchanges them, and is safe.

## References
Kea Administrator Reference Manual, "Configuration of IPv4 Address Pools".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.edits import quoted, replace_value
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.model.values import address
from dhcptools.lint.rule import Rule

RULE = Rule("KL227", "pool-reversed", Severity.ERROR, "t", fixable=True)


def check(context: Context) -> Iterator[Finding]:
    """Compare the ends of each pool."""
    for pool in context.pools:
        text = pool.text("pool") or ""
        left, dash, right = (part.strip() for part in text.partition("-"))
        first, last = address(left, context.family), address(right, context.family)
        if dash and first is not None and last is not None and first > last:
            at = pool.at("pool")
            better = f"{right}-{left}"
            fix = Fix(f"write {better}", (replace_value(at, quoted(better)),))
            kea = f"Failed to create pool defined by: {left}-{right} ({at.position})"
            yield RULE.finding(at, f"pool {text} is reversed", fix, kea)
