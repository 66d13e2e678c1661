"""A subnet has another id on the partner.

## What it does
Compares the ids of the subnets that HA partners have in common.

## Why is this bad
Lease updates name the subnet by its id. The partner looks in the wrong subnet, or in one that it does not have, and
refuses the lease.

## Example
```json
// s1.conf
{ "id": 1, "subnet": "192.0.2.0/24" }
// s2.conf
{ "id": 7, "subnet": "192.0.2.0/24" }
```

## Use instead
```json
// s1.conf and s2.conf
{ "id": 1, "subnet": "192.0.2.0/24" }
```

A server that has leases already keeps them under the old id: change it on the one that has fewer, and synchronise.

## Kea versions
Never noticed: no version of Kea compares the files of two servers. The log has HA_LEASE_UPDATE_FAILED.

## References
Kea Administrator Reference Manual, "Load-Balancing Configuration" of the High Availability library.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.partners import partners
from dhcptools.lint.rule import Rule

RULE = Rule("KL954", "partners-different-subnet-ids", Severity.ERROR, "m", across=True)


def check_files(contexts: Sequence[Context]) -> Iterator[Finding]:
    """Compare the ids of each pair of partners."""
    for pair in partners(contexts):
        for mine, theirs in pair.subnets:
            if mine.id is not None and theirs.id is not None and mine.id != theirs.id:
                message = (
                    f"subnet {theirs.label} is id {theirs.id} here and id {mine.id} on the partner: "
                    "lease updates are refused"
                )
                yield RULE.finding(theirs.at("id"), message)
