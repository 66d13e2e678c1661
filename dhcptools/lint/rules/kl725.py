"""The server takes over from its partner without asking whether clients are served.

## What it does
Finds `"max-unacked-clients": 0` in an HA relationship.

## Why is this bad
When the partner does not answer for `max-response-delay`, the server cannot know whether it is dead or only the link
between them. With 0 it does not watch whether clients go unanswered but takes over at once: after a failure of the
link alone both serve all clients, and both give out the same addresses.

## Example
```json
"max-unacked-clients": 0
```

## Use instead
```json
"max-unacked-clients": 5,
"max-ack-delay": 10000
```

## Kea versions
Never noticed: it is allowed in every version.

## References
Kea Administrator Reference Manual, "Load-Balancing Configuration" and "Server States" of the High Availability
library.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL725", "ha-takes-over-without-evidence", Severity.WARNING, "-")


def check(context: Context) -> Iterator[Finding]:
    """Look at the limit of each relationship."""
    for relationship in context.relationships:
        if relationship.integer("max-unacked-clients") == 0 and relationship.mode != "passive-backup":
            at = relationship.at("max-unacked-clients")
            yield RULE.finding(at, "max-unacked-clients 0: partner-down without client evidence")
