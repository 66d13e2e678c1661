"""A subnet is written with host bits.

## What it does
Finds subnets whose address is not the network address of their prefix.

## Why is this bad
Kea masks the host bits and serves the network, so the file says something else than what happens: who searches it for
the subnet's name in logs, statistics or `config-get` may not find it, and two spellings of one network (KL203) are not
recognised as such.

## Example
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.5/24" } ]
```

## Use instead
```json
"subnet4": [ { "id": 1, "subnet": "192.0.2.0/24" } ]
```

## Kea versions
Never noticed by `-t`, in any version. The fix is safe.

## References
Kea Administrator Reference Manual, "Configuration of IPv4 Address Pools"; RFC 4632 section 3.1.
"""

from __future__ import annotations

from collections.abc import Iterator

from dhcptools.lint.context import Context
from dhcptools.lint.edits import quoted, replace_value
from dhcptools.lint.finding import Finding, Fix, Severity
from dhcptools.lint.rule import Rule

RULE = Rule("KL201", "subnet-host-bits", Severity.WARNING, "-", fixable=True)


def check(context: Context) -> Iterator[Finding]:
    """Compare the address of each subnet with its network address."""
    for subnet in context.subnets:
        prefix = subnet.prefix
        if prefix is not None and prefix.address != prefix.first:
            at = subnet.at("subnet")
            fix = Fix(f"write {prefix.canonical}", (replace_value(at, quoted(prefix.canonical)),))
            message = f"subnet {subnet.label} has host bits set; canonical form is {prefix.canonical}"
            yield RULE.finding(at, message, fix)
