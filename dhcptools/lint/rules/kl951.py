"""The partners do not agree about their peers.

## What it does
Compares the names, urls and, in the same mode, roles of the peers in the files of HA partners.

## Why is this bad
Each server takes the partner's address from its own file. When they differ, one of them talks to nobody, believes its
partner dead and serves everything; with different roles both are active, or neither.

## Example
```json
// s1.conf
{ "name": "s2", "url": "http://192.0.2.2:8005/", "role": "standby" }
// s2.conf
{ "name": "s2", "url": "http://192.0.2.3:8005/", "role": "standby" }
```

## What to do
Keep the relationship in a file of its own that both include, all but `this-server-name`.

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

RULE = Rule("KL951", "partners-disagree-about-peers", Severity.ERROR, "m", across=True)


def check_files(contexts: Sequence[Context]) -> Iterator[Finding]:
    """Compare the peers of each pair of partners."""
    for pair in partners(contexts):
        files = f"{pair.first.path} and {pair.second.path}"
        for mine, theirs in pair.peers:
            here, there = mine.address, theirs.address
            if here is not None and there is not None and here.place != there.place:
                yield RULE.finding(theirs.at("url"), f"{files} disagree about peer {mine.name}'s url")
            same_mode = pair.here.mode == pair.there.mode
            if same_mode and mine.role and theirs.role and mine.role != theirs.role:
                yield RULE.finding(theirs.at("role"), f"{files} disagree about peer {mine.name}'s role")
        for relationship, other in ((pair.here, pair.there), (pair.there, pair.here)):
            for peer in relationship.peers:
                if peer.name and peer.name not in other.names:
                    yield RULE.finding(peer.at("name"), f"{files} disagree about peer {peer.name}: one lacks it")
