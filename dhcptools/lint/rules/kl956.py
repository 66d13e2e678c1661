"""The partners have different ideas of when the other is dead.

## What it does
Compares `heartbeat-delay` and `max-response-delay` of HA partners, each with its default.

## Why is this bad
One gives the other up while that one still believes in it. The states of the two drift apart, and both serve the same
clients for a while.

## Example
```json
// s1.conf
"max-response-delay": 60000
// s2.conf
"max-response-delay": 5000
```

## Use instead
```json
// s1.conf and s2.conf
"max-response-delay": 60000
```

## Kea versions
Never noticed: no version of Kea compares the files of two servers.

## References
Kea Administrator Reference Manual, "Load-Balancing Configuration" of the High Availability library.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.partners import partners
from dhcptools.lint.rule import Rule

RULE = Rule("KL956", "partners-different-delays", Severity.WARNING, "m", across=True)


def check_files(contexts: Sequence[Context]) -> Iterator[Finding]:
    """Compare the delays of each pair of partners."""
    for pair in partners(contexts):
        mine = {"heartbeat-delay": pair.here.heartbeat_delay, "max-response-delay": pair.here.max_response_delay}
        theirs = {"heartbeat-delay": pair.there.heartbeat_delay, "max-response-delay": pair.there.max_response_delay}
        differing = [key for key in mine if mine[key] != theirs[key]]
        if differing:
            partner = " / ".join(str(mine[key]) for key in differing)
            message = f"{' / '.join(differing)} differ (partner: {partner})"
            yield RULE.finding(pair.there.at(differing[0]), message)
