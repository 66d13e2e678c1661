"""The partners work in different modes.

## What it does
Compares `mode` of HA partners.

## Why is this bad
One shares the clients with its partner, the other serves all of them or none: some clients are answered twice and
some never.

## Example
```json
// s1.conf
"mode": "load-balancing"
// s2.conf
"mode": "hot-standby"
```

## Use instead
```json
// s1.conf and s2.conf
"mode": "hot-standby"
```

## Kea versions
Never noticed: no version of Kea compares the files of two servers.

## References
Kea Administrator Reference Manual, "Supported Configurations" of the High Availability library.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.partners import partners
from dhcptools.lint.rule import Rule

RULE = Rule("KL955", "partners-different-modes", Severity.ERROR, "m", across=True)


def check_files(contexts: Sequence[Context]) -> Iterator[Finding]:
    """Compare the modes of each pair of partners."""
    for pair in partners(contexts):
        mine, theirs = pair.here.mode, pair.there.mode
        if mine is not None and theirs is not None and mine != theirs:
            yield RULE.finding(pair.there.at("mode"), f"mode {theirs} here, {mine} there")
