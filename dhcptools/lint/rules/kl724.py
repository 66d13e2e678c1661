"""There are many more threads than processors.

## What it does
Compares `thread-pool-size` with the processors of the host: more than four times as many, and more than sixteen, are
too many. When nothing is known of the host (`--host-facts`), 256 threads are.

## Why is this bad
Packets are work for the processor, and for the lease store behind a lock. More threads than processors wait for one
another and make the server slower; each has its stack besides.

## Example
```json
"multi-threading": { "enable-multi-threading": true, "thread-pool-size": 1000 }
```

## Use instead
```json
"multi-threading": { "enable-multi-threading": true, "thread-pool-size": 4 }
```

Without `thread-pool-size`, or with 0, Kea takes one thread a processor.

## Kea versions
Never noticed, by `-t`, `-T` or at the start, in any version.

## References
Kea Administrator Reference Manual, "Multi-Threading Settings With Different Database Backends".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.scope import Map
from dhcptools.lint.rule import Rule

RULE = Rule("KL724", "too-many-threads", Severity.WARNING, "-")

_FEW: Final = 16
_TIMES: Final = 4
_ANYWHERE: Final = 256  # too many for any host


def check(context: Context) -> Iterator[Finding]:
    """Compare the pool of threads with the host."""
    threads = context.top.child("multi-threading", Map)
    size = None if threads is None else threads.integer("thread-pool-size")
    if threads is None or size is None or threads.boolean("enable-multi-threading") is False:
        return
    cores = context.facts.processors
    limit = _ANYWHERE - 1 if cores is None else max(_FEW, _TIMES * cores)
    if size > limit:
        where = f" on {cores} cores" if cores is not None else "; one a core is best"
        yield RULE.finding(threads.at("thread-pool-size"), f"thread-pool-size {size}{where}")
