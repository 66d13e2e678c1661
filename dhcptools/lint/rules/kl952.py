"""Both partners believe to be the same server.

## What it does
Compares `this-server-name` of HA partners.

## Why is this bad
The file was copied and not changed. Both servers take the same role, and each sends lease updates and heartbeats to
the other one's address, where nobody of that name is.

## Example
```json
// s1.conf and s2.conf
"this-server-name": "s1"
```

## Use instead
```json
// s1.conf
"this-server-name": "s1"
// s2.conf
"this-server-name": "s2"
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

RULE = Rule("KL952", "partners-same-name", Severity.ERROR, "m", across=True)


def check_files(contexts: Sequence[Context]) -> Iterator[Finding]:
    """Compare the names of each pair of partners."""
    for pair in partners(contexts):
        name = pair.there.this_server_name
        if name is not None and name == pair.here.this_server_name:
            yield RULE.finding(pair.there.at("this-server-name"), f'both files have this-server-name "{name}"')
