"""Heartbeats are rarer than the time after which the partner is taken for dead.

## What it does
Compares `heartbeat-delay` with `max-response-delay`, each with its default of 10 and 60 seconds.

## Why is this bad
Both are milliseconds. When no heartbeat is due before `max-response-delay` has passed since the last answer, a quiet
night is enough for each server to believe that it is alone.

## Example
```json
"heartbeat-delay": 60000,
"max-response-delay": 1000
```

## Use instead
```json
"heartbeat-delay": 10000,
"max-response-delay": 60000
```

## Kea versions
Never noticed, by `-t`, `-T` or at the start, in any version.

## References
Kea Administrator Reference Manual, "Load-Balancing Configuration" of the High Availability library.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL712", "ha-heartbeat-too-slow", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Compare the two delays."""
    for relationship in context.relationships:
        beat, patience = relationship.heartbeat_delay, relationship.max_response_delay
        if 0 < patience <= beat:
            key = "heartbeat-delay" if "heartbeat-delay" in relationship.entries else "max-response-delay"
            message = (
                f"heartbeat-delay {beat} >= max-response-delay {patience}: "
                "the peer is declared dead before a heartbeat is due"
            )
            yield RULE.finding(relationship.at(key), message)
