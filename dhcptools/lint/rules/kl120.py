"""Kea refuses a value, and no other rule tells of it.

## What it does
Finds what Kea's parsers refuse behind its grammar and no rule of its own is about: numbers out of range, addresses and
prefixes that are none, pools that cannot be read, option definitions that contradict themselves, things that are there
twice, keys and servers of D2, users of the Control Agent.

## Why is this bad
Kea does not start. The finding says in a word what is wrong, and behind *kea:* what Kea prints.

## Example
```json
"lease-database": { "type": "memfile", "lfc-interval": -1 }
```

## Use instead
```json
"lease-database": { "type": "memfile", "lfc-interval": 3600 }
```

## Kea versions
Refused by `-t` of 2.2, and by that of later versions with the same words or similar ones.

## References
Kea Administrator Reference Manual, "JSON Configuration".
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.refused import classes, hosts, lifetimes, numbers, options, scopes, services
from dhcptools.lint.rule import EVERY, Rule

RULE = Rule("KL120", "refused-by-kea", Severity.ERROR, "t", daemons=EVERY)


def check(context: Context) -> Iterator[Finding]:
    """Pass on what Kea's parsers refuse."""
    for module in (numbers, services, classes, options, lifetimes, scopes, hosts):
        for refusal in module.check(context):
            yield RULE.finding(refusal.at, refusal.message, kea=refusal.kea)
