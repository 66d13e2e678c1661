"""A database type is unknown.

## What it does
Finds a `type` of a lease, host or configuration database other than memfile, mysql and postgresql.

## Why is this bad
Kea does not start. The names are those of Kea, not those of packages or client libraries; the Cassandra back end
(`cql`) is gone, and there never was one for Redis.

## Example
```json
"lease-database": { "type": "pgsql", "name": "kea" }
```

## Use instead
```json
"lease-database": { "type": "postgresql", "name": "kea" }
```

## Kea versions
Refused by `-t` in every version. `cql` was removed in 2.2.0. The fix is safe.

## References
Kea Administrator Reference Manual, "Lease Storage".
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.edits import quoted, replace_value
from dhcptools.lint.finding import Finding, Fix, Place, Severity
from dhcptools.lint.rule import Rule

_ALIASES: Final = {"pgsql": "postgresql", "postgres": "postgresql", "mariadb": "mysql", "csv": "memfile"}

RULE = Rule("KL114", "unknown-backend", Severity.ERROR, "t", fixable=True)


def check(context: Context) -> Iterator[Finding]:
    """Pass on what the grammar refuses."""
    for fault in context.faults("word"):
        keyword = fault.keyword
        if keyword is None or "memfile" not in keyword.words or fault.node is None:
            continue
        value = str(fault.node.value)
        message, fix = f'unknown backend "{value}"', None
        near = _ALIASES.get(value.lower()) or next(iter(get_close_matches(value.lower(), keyword.words, 1)), None)
        if near:
            message += f'; did you mean "{near}"?'
            fix = Fix(f'write "{near}"', (replace_value(fault.node, quoted(near)),))
        if value == "cql":
            message += ' ("cql" went in 2.2.0)'
        kea = f"{fault.source.position(fault.start)}: {fault.text}"
        yield RULE.finding(Place(fault.source, fault.start, fault.stop), message, fix, kea)
