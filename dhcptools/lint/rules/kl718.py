"""The server is multi-threaded and High Availability is not.

## What it does
Compares `multi-threading` of the server with that of each HA relationship.

## Why is this bad
All worker threads wait for one: lease updates to the partner, and everything the partner asks, go through the main
thread and, without the dedicated listener, through the Control Agent. That is slower than a server with one thread.

## Example
```json
"multi-threading": { "enable-multi-threading": true },
"hooks-libraries": [ { "library": "libdhcp_ha.so", "parameters": { "high-availability": [ {
  "multi-threading": { "enable-multi-threading": false }, ... } ] } } ]
```

## Use instead
```json
"multi-threading": { "enable-multi-threading": true },
"hooks-libraries": [ { "library": "libdhcp_ha.so", "parameters": { "high-availability": [ {
  "multi-threading": { "enable-multi-threading": true, "http-dedicated-listener": true }, ... } ] } } ]
```

## Kea versions
Never noticed by any version. Threads of the server are on by default since 2.3.5, those of HA since 2.3.7.

## References
Kea Administrator Reference Manual, "Multi-Threaded Configuration (HA+MT)"; Stork's checker ha_mt_presence.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL718", "ha-single-threaded", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Compare the server's threads with those of each relationship."""
    if not context.multi_threading:
        return
    for relationship in context.relationships:
        if not relationship.multi_threading(context.target):
            at = relationship.at("multi-threading")
            if relationship.threads is not None:
                at = relationship.threads.at("enable-multi-threading")
            yield RULE.finding(at, "multi-threading on, HA multi-threading off")
