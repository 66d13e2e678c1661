"""The queue of received packets has an unknown type.

## What it does
Compares `queue-type` of `dhcp-queue-control` with the queue that the server brings: kea-ring4 for DHCPv4, kea-ring6
for DHCPv6. Silent while the queue is off, or not used because threads are on (KL822).

## Why is this bad
The server accepts the configuration and then does not start.

## Example
```json
"dhcp-queue-control": { "enable-queue": true, "queue-type": "foo", "capacity": 500 }
```

## Use instead
```json
"dhcp-queue-control": { "enable-queue": true, "queue-type": "kea-ring4", "capacity": 500 }
```

## Kea versions
Never noticed by `-t`, in any version. A hook library may bring further types; ISC has none.

## References
Kea Administrator Reference Manual, "Congestion Handling".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.model.scope import Map
from dhcptools.lint.rule import Rule

RULE = Rule("KL821", "queue-type-unknown", Severity.ERROR, "S")


def check(context: Context) -> Iterator[Finding]:
    """Look at the queue."""
    queue = context.top.child("dhcp-queue-control", Map)
    threads = context.top.child("multi-threading", Map)
    if queue is None or queue.boolean("enable-queue") is not True:
        return
    if threads is not None and threads.boolean("enable-multi-threading") is True:
        return  # it is not used then, which KL822 says
    kind, ring = queue.text("queue-type"), f"kea-ring{context.family}"
    if kind is not None and kind != ring:
        message = f'queue-type "{kind}" unknown ({ring})'
        yield RULE.finding(queue.at("queue-type"), message)
