"""The queue of received packets is configured and not used.

## What it does
Finds `dhcp-queue-control` with `enable-queue` in a server that is multi-threaded.

## Why is this bad
With several threads packets go to the queue of the thread pool, and the one configured here does nothing. Its size is
`packet-queue-size` of `multi-threading`.

## Example
```json
"multi-threading": { "enable-multi-threading": true },
"dhcp-queue-control": { "enable-queue": true, "queue-type": "kea-ring4", "capacity": 500 }
```

## Use instead
```json
"multi-threading": { "enable-multi-threading": true, "packet-queue-size": 500 }
```

## Kea versions
Never noticed, in any version. Threads are on by default since 2.3.5.

## References
Kea Administrator Reference Manual, "Congestion Handling"; "Multi-Threading Settings".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.scope import Map
from dhcptools.lint.rule import Rule

RULE = Rule("KL822", "queue-unused", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at the queue of multi-threaded servers."""
    queue = context.top.child("dhcp-queue-control", Map)
    if queue is not None and queue.boolean("enable-queue") is True and context.multi_threading:
        yield RULE.finding(queue.node, "dhcp-queue-control is ignored while multi-threading is on")
