"""A prefix pool delegates prefixes of more than 128 bits.

## What it does
Looks at `delegated-len` of each prefix pool.

## Why is this bad
An IPv6 prefix has at most 128 bits: no client can use what such a pool holds.

## Example
```json
"pd-pools": [ { "prefix": "2001:db8::", "prefix-len": 48, "delegated-len": 156 } ]
```

## Use instead
```json
"pd-pools": [ { "prefix": "2001:db8::", "prefix-len": 48, "delegated-len": 56 } ]
```

## Kea versions
Kea 2.2 takes 129 to 255 without a word, unless the pool excludes a prefix; 256 and more are refused (KL120).

## References
RFC 9915 section 21.22.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dhcptools.lint.context import Context
from dhcptools.lint.finding import Finding, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL233", "delegated-length-over-128", Severity.ERROR, "-", daemons=("Dhcp6",))

_BITS: Final = 128
_TAKEN: Final = 255


def check(context: Context) -> Iterator[Finding]:
    """Look at each prefix pool."""
    for pool in context.pd_pools:
        length = pool.integer("delegated-len")
        if length is not None and _BITS < length <= _TAKEN and not pool.integer("excluded-prefix-len"):
            at = pool.at("delegated-len")
            yield RULE.finding(at, f"delegated-len {length}: an IPv6 prefix has at most {_BITS} bits")
